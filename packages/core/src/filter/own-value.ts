/** A test of one value of a resource; `undefined` stands for an attribute that has none. */
export type ValueTest = (value: unknown) => boolean;

/** Applies a test to an own property; anything but an object has none. */
export function at(name: string, test: ValueTest): ValueTest {
  return (holder) => test(ownValue(holder, name));
}

/** Passes when one element does; a single value counts as a list of one, `null` elements do not count. */
export function anyElement(test: ValueTest): ValueTest {
  return (value) => {
    if (!Array.isArray(value)) return value !== undefined && value !== null && test(value);
    for (const element of value) {
      if (element !== null && element !== undefined && test(element)) return true;
    }
    return false;
  };
}

/** The own property of an object; undefined for anything else, whatever a prototype may hold. */
export function ownValue(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name)) return undefined;
  return (holder as Readonly<Record<string, unknown>>)[name];
}

/** Whether there is a value: not null, not empty, and for lists and objects something in them (RFC 7644 table 3). */
export function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (typeof value !== 'object') return true;
  return Object.values(value).some(isPresent);
}
