import type { CallOptions, SupersetClient, SupersetGroup } from '@scim-superset/superset-client';
import { isOutOfReach } from './out-of-reach.ts';

/** What {@link readPlantedGroups} needs, besides what is needed for accounts. */
export const plantedGroupsPermission = 'can_get on Group';

/**
 * Reads the groups with roles of a Superset before 6.0. Their roles have no effect there, and Superset lets Gamma and
 * Alpha write groups: anybody can prepare what an upgrade brings to life. Undefined when the service account may not see
 * them.
 */
export async function readPlantedGroups(
  superset: SupersetClient,
  options: CallOptions,
): Promise<readonly SupersetGroup[] | undefined> {
  const groups = await superset.groups.list(options).catch((error: unknown) => {
    if (!isOutOfReach(error)) throw error;
    // Supersets before groups do not know the address.
    return error.code === 'forbidden' ? undefined : [];
  });
  return groups?.filter(({ roleIds }) => roleIds.length > 0);
}
