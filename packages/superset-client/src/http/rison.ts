/** What a Superset list query is built from. */
export type RisonValue = string | number | boolean | readonly RisonValue[] | { readonly [key: string]: RisonValue };

/**
 * Encodes a value as Rison, the notation of Superset's `q` parameter. Strings are always quoted, so no text can be
 * read as structure. Keys must be identifiers.
 */
export function encodeRison(value: RisonValue): string {
  if (typeof value === 'string') return `'${value.replace(/[!']/g, '!$&')}'`;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '!t' : '!f';
  if (isList(value)) return `!(${value.map(encodeRison).join(',')})`;
  return `(${Object.entries(value)
    .map(([key, member]) => `${key}:${encodeRison(member)}`)
    .join(',')})`;
}

// Array.isArray does not narrow readonly arrays out of a union.
function isList(value: RisonValue): value is readonly RisonValue[] {
  return Array.isArray(value);
}
