import type { ResourceStore } from '@scim-superset/core';
import type { MappingProblem } from './check-mapping.ts';
import type { RoleMapping, UserRule } from './role-mapping.ts';

type GroupRule = Extract<UserRule, { kind: 'group' }>;

/** Finds grants that go to a group which the directory does not have: it was not pushed yet, or is misspelt. */
export async function checkGroups(store: ResourceStore, mappings: readonly RoleMapping[]): Promise<MappingProblem[]> {
  const grants = new Map(
    mappings
      .flatMap((mapping) => mapping.grants)
      .map(({ name, rule }) => [JSON.stringify([name, rule]), { name, rule }]),
  );
  const problems = [...grants.values()].map(async ({ name, rule }): Promise<MappingProblem[]> => {
    if (rule.kind !== 'group' || (await isKnown(store, rule))) return [];
    const message =
      `Grant "${name}" goes to nobody: the directory has no group with the ${rule.by} "${rule.value}". Correct it in the ` +
      'mapping, or have the identity provider push the group';
    return [{ severity: 'warning', grant: name, message }];
  });
  return (await Promise.all(problems)).flat();
}

async function isKnown(store: ResourceStore, { by, value }: GroupRule): Promise<boolean> {
  if (by === 'id') return (await store.read('Group', value)) !== undefined;
  const keys = [{ name: by, value: by === 'displayName' ? value.toLowerCase() : value }];
  const { resources } = await store.list({ type: 'Group', keys, limit: 1, total: false });
  return resources.length > 0;
}
