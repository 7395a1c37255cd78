import { z } from 'zod';
import { ids, text } from '../answers.ts';
import type { Resource } from '../http/read-pages.ts';
import { sameIds } from '../same-ids.ts';
import type { SupersetRowLevelSecurityInput, SupersetRowLevelSecurityRule } from './superset-row-level-security.ts';

/** How rules are read. */
export const ruleResource: Resource<SupersetRowLevelSecurityRule> = {
  path: '/api/v1/rowlevelsecurity/',
  columns: ['id', 'name', 'filter_type', 'clause', 'group_key', 'tables.id', 'roles.id'],
  item: z
    .object({
      id: z.number(),
      name: z.string(),
      filter_type: z.enum(['Regular', 'Base']),
      clause: z.string(),
      group_key: text,
      tables: ids,
      roles: ids,
    })
    .transform(({ filter_type, group_key, tables, roles, ...rule }) => ({
      ...rule,
      filterType: filter_type,
      groupKey: group_key,
      datasetIds: tables,
      roleIds: roles,
    })),
};

/** How the lists of one rule are read. */
export const ruleLists: Resource<Pick<SupersetRowLevelSecurityRule, 'datasetIds' | 'roleIds'>> = {
  path: ruleResource.path,
  columns: ['tables.id', 'roles.id'],
  item: z
    .object({ tables: ids, roles: ids })
    .transform(({ tables, roles }) => ({ datasetIds: tables, roleIds: roles })),
};

/** A rule in Superset's words. Superset refuses lists that name something twice. */
export function toWire(rule: Partial<SupersetRowLevelSecurityInput>): Readonly<Record<string, unknown>> {
  const { filterType, groupKey, datasetIds, roleIds, ...same } = rule;
  const wire = {
    ...same,
    filter_type: filterType,
    group_key: groupKey,
    tables: datasetIds && [...new Set(datasetIds)],
    roles: roleIds && [...new Set(roleIds)],
  };
  return Object.fromEntries(Object.entries(wire).filter(([, value]) => value !== undefined));
}

/** Whether a rule is what was to be created. */
export function isRule(found: SupersetRowLevelSecurityRule, wanted: SupersetRowLevelSecurityInput): boolean {
  return (
    found.name === wanted.name &&
    found.filterType === wanted.filterType &&
    found.clause === wanted.clause &&
    found.groupKey === (wanted.groupKey ?? '') &&
    sameIds(found.datasetIds, wanted.datasetIds) &&
    sameIds(found.roleIds, wanted.roleIds)
  );
}
