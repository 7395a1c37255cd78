import { ScimError } from '../message/scim-error.ts';
import { filterKeys } from '../schema/index-keys.ts';
import { replaceResource } from '../schema/replace-resource.ts';
import type { ScimResource } from '../schema/resource.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { Reply } from './reply.ts';
import type { RequestContext } from './request-context.ts';
import { resourceReply } from './resource-reply.ts';
import { updateResource } from './update-resource.ts';
import type { View } from './view.ts';

/**
 * Finds the inactive resource that a POST is about by its `externalId`: identity providers send a returning person as a
 * new one, perhaps under a new `userName`. One with the same `userName` is found when the store reports the conflict.
 *
 * @returns the id, or undefined when there is none, several, or the quirk `reactivateByPost` is off.
 */
export async function findInactive(
  { config }: RequestContext,
  resourceType: ResourceType,
  { externalId, active }: ScimResource,
): Promise<string | undefined> {
  if (!config.quirks.reactivateByPost || externalId === undefined || active !== true) return undefined;
  const { keys } = filterKeys(
    { kind: 'comparison', path: 'externalId', operator: 'eq', value: externalId },
    resourceType,
  );
  if (keys.length === 0) return undefined;
  const { resources } = await config.store.list({
    type: resourceType.name,
    keys,
    matches: ({ attributes }) => attributes.active === false && attributes.externalId === externalId,
    limit: 2,
    total: false,
  });
  return resources.length === 1 ? resources[0]?.id : undefined;
}

/**
 * Replaces an inactive resource by what was POSTed and answers 201, as to a creation. It keeps its id, and the
 * memberships that nobody has taken away.
 *
 * @throws {ScimError} 409 `uniqueness` when the resource is active after all.
 */
export async function reactivate(
  context: RequestContext,
  resourceType: ResourceType,
  id: string,
  incoming: ScimResource,
  view: View,
): Promise<Reply> {
  const { stored } = await updateResource(
    // Preconditions are about the resource that the client meant to create.
    { ...context, preconditions: { ifMatch: undefined, ifNoneMatch: undefined } },
    {
      resourceType,
      id,
      operation: 'replace',
      include: { groups: view.include.groups },
      compute: (current) => {
        if (current.active !== false) {
          throw new ScimError(
            409,
            `Another ${resourceType.name} has this "userName"; choose another or change that one`,
            {
              scimType: 'uniqueness',
            },
          );
        }
        return replaceResource(current, incoming, resourceType, {
          quirks: context.config.quirks,
          membership: 'separate',
        });
      },
    },
  );
  return resourceReply(context, 201, stored, view);
}
