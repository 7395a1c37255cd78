import { SupersetError } from '../superset-error.ts';

/** What a Superset list query is built from. */
export type RisonValue = string | number | boolean | readonly RisonValue[] | { readonly [key: string]: RisonValue };

/**
 * Encodes a value as Rison, the notation of Superset's `q` parameter. Strings are always quoted, so no text can be
 * read as structure. Keys must be identifiers. Throws `validation` for a text that has no UTF-8.
 */
export function encodeRison(value: RisonValue): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '!t' : '!f';
  if (isList(value)) return `!(${value.map(encodeRison).join(',')})`;
  return `(${Object.entries(value)
    .map(([key, member]) => `${key}:${encodeRison(member)}`)
    .join(',')})`;
}

function quote(text: string): string {
  if (text.isWellFormed()) return `'${text.replace(/[!']/g, '!$&')}'`;
  throw new SupersetError(
    'validation',
    'The text to look for contains half of a surrogate pair. Give whole characters.',
  );
}

// Array.isArray does not narrow readonly arrays out of a union.
function isList(value: RisonValue): value is readonly RisonValue[] {
  return Array.isArray(value);
}
