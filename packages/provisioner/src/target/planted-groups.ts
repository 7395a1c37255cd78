import type { CallOptions, SupersetClient, SupersetGroup } from '@scim-superset/superset-client';
import { isOutOfReach } from './out-of-reach.ts';

/**
 * Reads the groups with roles of a Superset before 6.0. Their roles have no effect there, and Superset lets Gamma and
 * Alpha write groups: anybody can prepare what an upgrade brings to life.
 */
export async function readPlantedGroups(
  superset: SupersetClient,
  options: CallOptions,
): Promise<readonly SupersetGroup[]> {
  const groups = await superset.groups.list(options).catch((error: unknown) => {
    // The service account needs no right to see them, and Supersets before groups do not know the address.
    if (isOutOfReach(error)) return [];
    throw error;
  });
  return groups.filter(({ roleIds }) => roleIds.length > 0);
}
