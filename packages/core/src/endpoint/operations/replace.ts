import { replaceResource } from '../../schema/replace-resource.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import { notFound } from '../commit-change.ts';
import type { Reply } from '../reply.ts';
import type { RequestContext } from '../request-context.ts';
import { resourceReply } from '../resource-reply.ts';
import { updateResource } from '../update-resource.ts';
import { readProjection, viewOf } from '../view.ts';

/**
 * Answers PUT (RFC 7644 §3.5.1) with the whole resource. What is kept when the body leaves it out, {@link replaceResource}
 * says.
 */
export async function replaceOperation(
  context: RequestContext,
  resourceType: ResourceType,
  id: string,
): Promise<Reply> {
  const view = viewOf(context.config, readProjection(context.query), resourceType);
  const body = await context.body();
  const { stored, membersChanged } = await updateResource(context, {
    resourceType,
    id,
    operation: 'replace',
    include: { groups: view.include.groups },
    compute: (current) =>
      replaceResource(current, body, resourceType, { quirks: context.config.quirks, membership: 'separate' }),
  });
  // Members are read after the change, and only if the response shows them.
  const shown =
    membersChanged || view.include.members
      ? await context.config.store.read(resourceType.name, id, view.include)
      : stored;
  if (shown === undefined) throw notFound(resourceType.name);
  return resourceReply(context, 200, shown, view);
}
