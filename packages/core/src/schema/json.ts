/** A JSON object whose properties are read as own properties only. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/** Whether the value is a JSON object: neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object's own property of that name; never something inherited such as `constructor`. */
export function ownValue(object: JsonObject, key: string): unknown {
  const value = object[key];
  // Most attributes that are looked for are absent, which one look tells.
  return value === undefined || Object.hasOwn(object, key) ? value : undefined;
}

/** The object's own property of that name in any case (RFC 7643 §2.1); the exact spelling wins. */
export function valueInAnyCase(object: JsonObject, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : object[key];
}

/** The object with one property changed, or without it when the value is undefined. The object itself is left alone. */
export function withValue(object: JsonObject, key: string, value: unknown): JsonObject {
  if (value !== undefined) return { ...object, [key]: value };
  const { [key]: _removed, ...rest } = object;
  return rest;
}

/** A deep copy of a JSON value. Properties that are undefined are left out. */
export function cloneJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  // One assertion per branch: a copy has the type of what it copies.
  if (Array.isArray(value)) return value.map(cloneJson) as T;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const property: unknown = (value as JsonObject)[key];
    if (property !== undefined && key !== '__proto__') copy[key] = cloneJson(property);
  }
  return copy as T;
}

/** Whether two JSON values are equal; the order of properties does not count, that of array elements does. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((element, index) => equalJson(element, b[index]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key], b[key]))
  );
}
