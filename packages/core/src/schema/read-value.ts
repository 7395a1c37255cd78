import { ScimError } from '../message/scim-error.ts';
import type { Attribute } from './attribute.ts';
import { isJsonObject, type JsonObject, ownValue } from './json.ts';
import type { Quirks } from './quirks.ts';
import { quoteName } from './quote-name.ts';
import { readScalar, wrongType } from './read-scalar.ts';

/** How values are read. */
export interface ReadContext {
  readonly quirks: Quirks;
  /**
   * Read-only sub-attributes: POST and PUT ignore them (RFC 7644 §3.3, §3.5.1), a strict PATCH refuses them, and members
   * keep them.
   */
  readonly readOnly: 'ignore' | 'refuse' | 'keep';
  /** Greatest number of values of one multi-valued attribute. */
  readonly maxValues: number;
}

/**
 * Reads a client's value of an attribute into canonical form: types checked, names of sub-attributes spelled as the
 * schema does, nothing shared with the input. This is the one place where POST, PUT and PATCH check values.
 *
 * @param prefix what precedes the attribute's name in messages, for example `name.`.
 * @returns the value, or undefined when null, an empty list or an empty object leaves it unassigned (RFC 7643 §2.5).
 * @throws {ScimError} 400 invalidValue.
 */
export function readValue(value: unknown, attribute: Attribute, prefix: string, context: ReadContext): unknown {
  if (value === null || value === undefined) return undefined;
  if (attribute.multiValued) return readValues(value, attribute, prefix, context);
  if (!Array.isArray(value)) return readElement(value, attribute, prefix, context);
  if (!context.quirks.looseCardinality || value.length > 1) throw wrongType(value, attribute, prefix);
  return value.length === 0 ? undefined : readElement(value[0], attribute, prefix, context);
}

/**
 * Reads a list of values of a multi-valued attribute. Under the quirk `looseCardinality` a single value is a list of one.
 *
 * @throws {ScimError} 400 invalidValue, also for more than `maxValues` values or a second `primary`.
 */
export function readValues(
  value: unknown,
  attribute: Attribute,
  prefix: string,
  context: ReadContext,
): readonly unknown[] | undefined {
  const list = listOf(value, attribute, prefix, context);
  checkCount(list.length, attribute, prefix, context);
  const elements: unknown[] = [];
  for (const item of list) {
    const element = readElement(item, attribute, prefix, context);
    if (element !== undefined) elements.push(element);
  }
  checkPrimary(elements, attribute, prefix);
  return elements.length === 0 ? undefined : elements;
}

/**
 * The list that a value of a multi-valued attribute is, not yet read.
 *
 * @throws {ScimError} 400 invalidValue for a single value without the quirk `looseCardinality`.
 */
export function listOf(value: unknown, attribute: Attribute, prefix: string, context: ReadContext): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (context.quirks.looseCardinality) return [value];
  throw new ScimError(400, `Attribute "${prefix}${attribute.name}" must be a list, but a single value was sent`, {
    scimType: 'invalidValue',
  });
}

/** Reads one value of an attribute, or one element if the attribute is multi-valued. See {@link readValue}. */
export function readElement(value: unknown, attribute: Attribute, prefix: string, context: ReadContext): unknown {
  if (value === null || value === undefined) return undefined;
  if (attribute.type !== 'complex') return readScalar(value, attribute, prefix, context.quirks);
  const given = asComplex(value, attribute, prefix, context.quirks);
  const result: Record<string, unknown> = {};
  const inner = `${prefix}${attribute.name}.`;
  for (const key of Object.keys(given)) {
    const subAttribute = findSubAttribute(key, attribute, inner, context);
    if (subAttribute === undefined) continue;
    const subValue = readValue(given[key], subAttribute, inner, context);
    if (subValue === undefined) continue;
    if (Object.hasOwn(result, subAttribute.name)) throw givenTwice(`${inner}${subAttribute.name}`);
    result[subAttribute.name] = subValue;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

/**
 * The object that stands for a complex value. Under the quirk `bareManager` a bare string stands for `{ value }` where
 * the attribute is single-valued and has a `value`; an empty string then leaves it unassigned.
 *
 * @throws {ScimError} 400 invalidValue.
 */
export function asComplex(value: unknown, attribute: Attribute, prefix: string, quirks: Quirks): JsonObject {
  if (isJsonObject(value)) return value;
  const mayBeBare = quirks.bareManager && !attribute.multiValued && attribute.subAttributes.has('value');
  if (mayBeBare && typeof value === 'string') return value === '' ? {} : { value };
  throw wrongType(value, attribute, prefix);
}

/**
 * Finds a sub-attribute that a client may write by its name in any case. Undefined: the name is to be passed over.
 *
 * @throws {ScimError} 400 invalidValue for an unknown name without the quirk `unknownAttributes`; 400 mutability for a
 * read-only one when the context refuses it.
 */
export function findSubAttribute(
  name: string,
  attribute: Attribute,
  inner: string,
  context: ReadContext,
): Attribute | undefined {
  const subAttribute = attribute.subAttributes.get(name.toLowerCase());
  if (subAttribute === undefined) {
    if (context.quirks.unknownAttributes || attribute.reducedFrom?.subAttributes.has(name.toLowerCase())) {
      return undefined;
    }
    throw new ScimError(
      400,
      `Attribute "${inner.slice(0, -1)}" has no sub-attribute ${quoteName(name)}; leave it out`,
      {
        scimType: 'invalidValue',
      },
    );
  }
  if (subAttribute.mutability !== 'readOnly' || context.readOnly === 'keep') return subAttribute;
  if (context.readOnly === 'ignore') return undefined;
  throw new ScimError(400, `Attribute "${inner}${subAttribute.name}" is read-only; leave it out`, {
    scimType: 'mutability',
  });
}

/** @throws {ScimError} 400 invalidValue when a multi-valued attribute would have too many values. */
export function checkCount(count: number, attribute: Attribute, prefix: string, context: ReadContext): void {
  if (count <= context.maxValues) return;
  throw new ScimError(
    400,
    `Attribute "${prefix}${attribute.name}" may have at most ${context.maxValues} values, not ${count}`,
    { scimType: 'invalidValue' },
  );
}

/** The error for an attribute that one object gives twice, in different spellings. */
export function givenTwice(path: string): ScimError {
  return new ScimError(400, `Attribute "${path}" is given twice; names are case-insensitive, send it once`, {
    scimType: 'invalidSyntax',
  });
}

/** @throws {ScimError} 400 invalidValue when more than one element is primary (RFC 7643 §2.4). */
function checkPrimary(elements: readonly unknown[], attribute: Attribute, prefix: string): void {
  if (!attribute.subAttributes.has('primary')) return;
  let seen = false;
  for (const element of elements) {
    if (!isJsonObject(element) || ownValue(element, 'primary') !== true) continue;
    if (seen) {
      throw new ScimError(
        400,
        `Attribute "${prefix}${attribute.name}" has more than one primary value; mark only one`,
        {
          scimType: 'invalidValue',
        },
      );
    }
    seen = true;
  }
}
