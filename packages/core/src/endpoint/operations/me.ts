import { ScimError } from '../../message/scim-error.ts';
import { filterKeys } from '../../schema/index-keys.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import type { StoredResource } from '../../store/resource-store.ts';
import { userTypeName } from '../../store/type-names.ts';
import type { RequestContext } from '../request-context.ts';

/** The resource that `/Me` stands for. */
export interface Me {
  readonly resourceType: ResourceType;
  readonly id: string;
}

/**
 * Finds the user on whose behalf the request is made (RFC 7644 §3.11): by `userName`, then `externalId`, then `id`.
 *
 * @throws {ScimError} 501 when the credentials stand for no user at all, 404 when there is no such user.
 */
export async function findMe({ config, principal }: RequestContext): Promise<Me> {
  const { subject } = principal;
  const resourceType = config.resourceTypes.find(({ name }) => name === userTypeName);
  if (subject === undefined || resourceType === undefined) {
    throw new ScimError(501, 'These credentials stand for no user, so there is no /Me; use the URL of the user');
  }
  for (const path of ['userName', 'externalId']) {
    const { keys } = filterKeys({ kind: 'comparison', path, operator: 'eq', value: subject }, resourceType);
    if (keys.length === 0) continue;
    const { resources } = await config.store.list({ type: resourceType.name, keys, limit: 2, total: false });
    if (resources.length === 1) return meOf(resourceType, resources[0]);
  }
  return meOf(resourceType, await config.store.read(resourceType.name, subject));
}

function meOf(resourceType: ResourceType, stored: StoredResource | undefined): Me {
  if (stored === undefined) throw new ScimError(404, 'The user of these credentials does not exist here');
  return { resourceType, id: stored.id };
}
