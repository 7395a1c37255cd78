import { parseDateTime } from '../filter/date-time.ts';
import { ScimError } from '../message/scim-error.ts';
import type { Attribute } from './attribute.ts';
import type { Quirks } from './quirks.ts';

const expectations: Readonly<Record<Attribute['type'], string>> = {
  string: 'a string',
  boolean: 'true or false',
  decimal: 'a number',
  integer: 'a whole number',
  dateTime: 'a date and time such as "2026-01-31T09:30:00Z"',
  reference: 'a URI string',
  binary: 'a base64 string',
  complex: 'an object',
};

/**
 * Checks one value of a simple attribute against the attribute's type (RFC 7643 §2.3). Under the quirk
 * `booleanStrings`, "True" and "False" in any case become booleans.
 *
 * @throws {ScimError} 400 invalidValue.
 */
export function readScalar(value: unknown, attribute: Attribute, prefix: string, quirks: Quirks): unknown {
  switch (attribute.type) {
    case 'boolean': {
      if (typeof value === 'boolean') return value;
      const text = typeof value === 'string' && quirks.booleanStrings ? value.toLowerCase() : '';
      if (text === 'true' || text === 'false') return text === 'true';
      break;
    }
    case 'integer':
      if (Number.isSafeInteger(value)) return value;
      break;
    case 'decimal':
      if (Number.isFinite(value)) return value;
      break;
    default:
      if (typeof value === 'string' && isValidText(value, attribute, prefix)) return value;
  }
  throw wrongType(value, attribute, prefix);
}

function isValidText(text: string, attribute: Attribute, prefix: string): boolean {
  // Databases refuse NUL and lone surrogates, and no person types them: better a 400 here than a 500 there.
  if (text.includes('\0') || !text.isWellFormed()) {
    throw new ScimError(
      400,
      `Attribute "${prefix}${attribute.name}" contains a NUL character or half a surrogate pair; send valid Unicode text`,
      { scimType: 'invalidValue' },
    );
  }
  if (attribute.type === 'dateTime') return !Number.isNaN(parseDateTime(text));
  if (attribute.type === 'binary') return isBase64(text);
  return true;
}

/** Base64 in either alphabet of RFC 4648, padded or not (RFC 7643 §2.3.6). */
function isBase64(text: string): boolean {
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return false;
  return text.endsWith('=') ? text.length % 4 === 0 : text.length % 4 !== 1;
}

/** The error for a value whose type is not the attribute's; names what was found but never repeats it. */
export function wrongType(value: unknown, attribute: Attribute, prefix: string): ScimError {
  const expected = expectations[attribute.type];
  return new ScimError(
    400,
    `Attribute "${prefix}${attribute.name}" must be ${expected}, but ${describeType(value, attribute)} was sent`,
    { scimType: 'invalidValue' },
  );
}

function describeType(value: unknown, attribute: Attribute): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string' && attribute.type !== 'complex') return 'another string';
  return typeof value === 'boolean' ? 'a boolean' : `a ${typeof value}`;
}
