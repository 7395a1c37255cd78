import {
  type ApplyPatchOptions,
  applyPatch,
  type PatchResult,
  type ResourceType,
  ScimError,
  type ScimResource,
} from '@scim-superset/core';

/** A PATCH message with these operations. */
export function patchOp(...operations: readonly unknown[]): Readonly<Record<string, unknown>> {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
}

/** A deep-frozen copy, so that any write to an input throws. */
export function frozen<T>(value: T): T {
  const copy = structuredClone(value);
  const freeze = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    Object.freeze(part);
    for (const key of Reflect.ownKeys(part)) freeze(Reflect.get(part, key));
  };
  freeze(copy);
  return copy;
}

/** Applies operations to a frozen copy of the resource. */
export function patch<R extends ScimResource>(
  resource: R,
  resourceType: ResourceType<R>,
  operations: readonly unknown[],
  options: ApplyPatchOptions = {},
): PatchResult<R> {
  return applyPatch(frozen(resource), frozen(patchOp(...operations)), resourceType, options);
}

/** What the action is refused with, as `status scimType: detail`. */
export function refusalOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (!ScimError.is(error)) throw error;
    return `${error.status} ${error.scimType}: ${error.message}`;
  }
  return 'nothing refused';
}
