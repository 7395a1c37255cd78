import { ScimError } from '../message/scim-error.ts';
import { isJsonObject, type JsonObject, ownValue } from '../schema/json.ts';

/**
 * Sees to it that at most one value is primary: when an operation made a value primary, every other becomes
 * `primary: false` (RFC 7644 §3.5.2).
 *
 * @param before the values before the operation; those it left alone are the same objects in `after`.
 * @throws {ScimError} 400 invalidValue when the operation makes more than one value primary.
 */
export function movePrimary(before: readonly unknown[], after: readonly unknown[], path: string): readonly unknown[] {
  const primaries = after.filter(isPrimary);
  // Values stored with several primaries are none of this operation's doing.
  if (primaries.length < 2 || primaries.length <= before.filter(isPrimary).length) return after;
  const old = new Set(before);
  const [chosen, ...others] = primaries.filter((element) => !old.has(element));
  if (others.length > 0) {
    throw new ScimError(400, `Attribute "${path}" would have more than one primary value; mark only one`, {
      scimType: 'invalidValue',
    });
  }
  if (chosen === undefined) return after;
  return after.map((element) => (element !== chosen && isPrimary(element) ? { ...element, primary: false } : element));
}

function isPrimary(element: unknown): element is JsonObject {
  return isJsonObject(element) && ownValue(element, 'primary') === true;
}
