import { isJsonObject } from '../schema/json.ts';
import { lenientQuirks, type Quirks } from '../schema/quirks.ts';
import { membersAttribute } from '../schema/resource-members.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { idsOf } from './apply-to-members.ts';
import { findKeyTarget, resolveTarget } from './patch-target.ts';
import { readPatchRequest } from './read-patch-request.ts';

/** Under which conditions {@link patchNeedsMembers} reads a request: those given to {@link applyPatch}. */
export interface PatchNeedsMembersOptions {
  /** Default: {@link lenientQuirks}. */
  readonly quirks?: Quirks;
  /** Default 1,000. */
  readonly maxOperations?: number;
}

/**
 * Whether a PATCH request can only be applied to a group whose members are loaded, because it selects members by
 * another filter than `remove members[value eq "…"]`. False for resource types without members.
 *
 * @throws {ScimError} as {@link applyPatch} for a malformed message or path.
 */
export function patchNeedsMembers(
  patchRequest: unknown,
  resourceType: ResourceType,
  options: PatchNeedsMembersOptions = {},
): boolean {
  const { quirks = lenientQuirks, maxOperations = 1_000 } = options;
  const members = membersAttribute(resourceType);
  if (members === undefined) return false;
  return readPatchRequest(patchRequest, quirks, maxOperations).some(({ op, path, value }) => {
    const keys = path === undefined && isJsonObject(value) ? Object.keys(value) : [];
    const targets =
      path === undefined
        ? keys.map((key) => findKeyTarget(key, undefined, resourceType, quirks))
        : [resolveTarget(path, resourceType, quirks)];
    return targets.some(
      (target) =>
        target?.attribute === members &&
        target.filter !== undefined &&
        (op !== 'remove' || idsOf(target.filter) === undefined),
    );
  });
}
