/**
 * Copies a JSON value and freezes every level of it. Because nobody can change the copy, the store can hand the same
 * object out any number of times: reading costs no copying.
 */
export function frozenCopy<T>(value: T): T {
  return freeze(JSON.parse(JSON.stringify(value))) as T;
}

function freeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) freeze(member);
    Object.freeze(value);
  }
  return value;
}
