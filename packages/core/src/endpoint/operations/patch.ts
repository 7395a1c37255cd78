import { applyPatch } from '../../patch/apply-patch.ts';
import { patchNeedsMembers } from '../../patch/patch-needs-members.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import { groupTypeName } from '../../store/type-names.ts';
import { notFound } from '../commit-change.ts';
import type { Reply } from '../reply.ts';
import type { RequestContext } from '../request-context.ts';
import { resourceHeaders, resourceReply } from '../resource-reply.ts';
import { updateResource } from '../update-resource.ts';
import { readProjection, viewOf } from '../view.ts';

/**
 * Answers PATCH (RFC 7644 §3.5.2): 200 with the resource, but 204 for a group, whose representation may be huge, unless
 * the client asks for it with `attributes` or `excludedAttributes`. A 204 after a change of members has no `ETag`:
 * others may be changing members at the same moment.
 */
export async function patchOperation(context: RequestContext, resourceType: ResourceType, id: string): Promise<Reply> {
  const parameters = readProjection(context.query);
  const view = viewOf(context.config, parameters, resourceType);
  const isSilent = resourceType.name === groupTypeName && Object.keys(parameters).length === 0;
  const { quirks, limits, store } = context.config;
  const options = { quirks, maxOperations: limits.patchOperations };
  const request = await context.body();
  const { stored, membersChanged } = await updateResource(context, {
    resourceType,
    id,
    operation: 'patch',
    include: {
      members: patchNeedsMembers(request, resourceType, options),
      groups: !isSilent && view.include.groups,
    },
    compute: (current) => applyPatch(current, request, resourceType, { ...options, membership: 'separate' }),
  });
  if (isSilent) return { status: 204, headers: membersChanged ? {} : resourceHeaders(context, stored) };
  const shown = membersChanged || view.include.members ? await store.read(resourceType.name, id, view.include) : stored;
  if (shown === undefined) throw notFound(resourceType.name);
  return resourceReply(context, 200, shown, view);
}
