import type { CallOptions, SupersetClient } from '@scim-superset/superset-client';
import { isOutOfReach } from '../target/out-of-reach.ts';
import type { PermissionDifference } from './compare-roles.ts';
import type { RoleDifference } from './drift-item.ts';

/** Names the permissions of differences. */
export type PermissionNamer = (
  differences: readonly PermissionDifference[],
  options: CallOptions,
) => Promise<readonly RoleDifference[]>;

/**
 * Creates a namer. A permission that is gone from Superset, with the dataset or the database that it was about, was taken
 * from nobody, so it is left out. The list of permissions is long, so the answer to the last question is kept.
 */
export function createPermissionNamer(superset: SupersetClient): PermissionNamer {
  let last: { readonly question: string; readonly answer: readonly RoleDifference[] } | undefined;

  async function readNames(options: CallOptions): Promise<ReadonlyMap<number, string> | undefined> {
    try {
      const permissions = await superset.permissions.list(options);
      return new Map(permissions.map(({ id, name, resource }) => [id, `${name} on ${resource}`]));
    } catch (error) {
      // Without the right to read names a difference is still one.
      if (isOutOfReach(error)) return undefined;
      throw error;
    }
  }

  return async (differences, options) => {
    if (differences.length === 0) return [];
    const question = JSON.stringify(differences);
    if (last?.question === question) return last.answer;
    const names = await readNames(options);
    const nameOf = (id: number): string => names?.get(id) ?? `permission ${id}`;
    const answer = differences.flatMap(({ role, added, removed }): RoleDifference[] => {
      const lost = names === undefined ? removed : removed.filter((id) => names.has(id));
      if (added.length + lost.length === 0) return [];
      return [{ kind: 'role-permissions', role, added: added.map(nameOf), removed: lost.map(nameOf) }];
    });
    last = { question, answer };
    return answer;
  };
}
