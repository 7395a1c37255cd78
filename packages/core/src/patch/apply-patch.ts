import { cloneJson, ownValue } from '../schema/json.ts';
import { lenientQuirks, type Quirks } from '../schema/quirks.ts';
import { schemasAfter } from '../schema/read-schemas.ts';
import type { ScimResource } from '../schema/resource.ts';
import { membersAttribute } from '../schema/resource-members.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { applyOperation, type ResourceDraft } from './apply-operation.ts';
import { attachMembers } from './attach-members.ts';
import { listChanges } from './list-changes.ts';
import { createMembersDraft } from './members-draft.ts';
import type { PatchContext } from './patch-context.ts';
import type { PatchResult } from './patch-result.ts';
import { readPatchRequest } from './read-patch-request.ts';
import { requireTouched } from './require-touched.ts';
import { createWorkLimit } from './work-limit.ts';

/** How a PATCH request is applied. */
export interface ApplyPatchOptions {
  /** Default: {@link lenientQuirks}. */
  readonly quirks?: Quirks;
  /** Greatest number of operations. Default 1,000. */
  readonly maxOperations?: number;
  /** Greatest number of values of a multi-valued attribute other than `members`. Default 1,000. */
  readonly maxValues?: number;
  /**
   * Where the members of a group are. `inline`: in the resource, where no `members` means that there are none, and the
   * result has them too. `separate`: elsewhere, as in our stores; the result has {@link PatchResult.members} only.
   * Default `inline`.
   */
  readonly membership?: 'inline' | 'separate';
}

/**
 * Applies a PATCH request (RFC 7644 §3.5.2) to a resource: all operations or, when one fails, none. Neither the resource
 * nor the request is changed, and the result shares nothing with them.
 *
 * `members` of a group is never gone through: the result's `members` is computed when it is first read, from the
 * array in the given resource, which must not change until then.
 *
 * @example
 * const { resource, changes } = applyPatch(
 *   user,
 *   {
 *     schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
 *     Operations: [{ op: 'replace', path: 'name.familyName', value: 'Lovelace' }],
 *   },
 *   userResourceType,
 * );
 *
 * @throws {ScimError} 400 with a scimType of RFC 7644 table 9; 413 for more than `maxOperations`, or for operations that
 * search too many values.
 */
export function applyPatch<R extends ScimResource>(
  resource: R,
  patchRequest: unknown,
  resourceType: ResourceType<R>,
  options: ApplyPatchOptions = {},
): PatchResult<R> {
  const { quirks = lenientQuirks, maxOperations = 1_000, maxValues = 1_000, membership = 'inline' } = options;
  const attribute = membersAttribute(resourceType);
  const given = attribute === undefined ? undefined : ownValue(resource, attribute.name);
  const members = createMembersDraft(Array.isArray(given) ? given : []);
  const context: PatchContext = {
    resourceType,
    quirks,
    readOnly: quirks.readOnlyInPatch ? 'ignore' : 'refuse',
    maxValues,
    membersAttribute: attribute,
    members,
    touched: new Set(),
    work: createWorkLimit(),
  };
  const after: ResourceDraft = { ...resource };
  if (attribute !== undefined) after[attribute.name] = undefined;
  for (const operation of readPatchRequest(patchRequest, quirks, maxOperations)) {
    applyOperation(after, operation, context);
  }
  requireTouched(after, context.touched, resourceType);
  after.schemas = schemasAfter(resource, after, resourceType);
  const result = cloneJson(after);
  if (attribute !== undefined && membership === 'inline') attachMembers(result, attribute.name, members);
  return {
    // Every operation kept to the schemas of R.
    resource: result as unknown as R,
    changes: listChanges(resource, after, resourceType, (changed) => context.touched.has(changed)),
    members: members.delta(),
  };
}
