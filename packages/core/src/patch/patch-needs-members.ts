import { lenientQuirks, type Quirks } from '../schema/quirks.ts';
import { membersAttribute } from '../schema/resource-members.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { idsOf } from './apply-to-members.ts';
import { resolveTarget } from './patch-target.ts';
import { readPatchRequest } from './read-patch-request.ts';

/**
 * Whether a PATCH request can only be applied to a group whose members are loaded: it selects members by a filter other
 * than `remove members[value eq "…"]`.
 *
 * @throws {ScimError} as {@link applyPatch} does for a malformed message or path.
 */
export function patchNeedsMembers(
  patchRequest: unknown,
  resourceType: ResourceType,
  options: { readonly quirks?: Quirks; readonly maxOperations?: number } = {},
): boolean {
  const { quirks = lenientQuirks, maxOperations = 1_000 } = options;
  const members = membersAttribute(resourceType);
  if (members === undefined) return false;
  return readPatchRequest(patchRequest, quirks, maxOperations).some(({ op, path, value }) => {
    const paths = path === undefined ? Object.keys(Object(value)) : [path];
    return paths.some((text) => {
      if (!text.includes('[')) return false;
      const { attribute, filter } = resolveTarget(text, resourceType, quirks);
      return attribute === members && filter !== undefined && (op !== 'remove' || idsOf(filter) === undefined);
    });
  });
}
