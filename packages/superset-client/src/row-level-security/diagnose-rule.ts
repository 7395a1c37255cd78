import { readAll } from '../http/read-pages.ts';
import { refuseUnknown } from '../http/refuse-unknown.ts';
import type { Requester } from '../http/requester.ts';
import { SupersetError } from '../superset-error.ts';
import { ruleResource } from './rule-answer.ts';
import type { SupersetRowLevelSecurityInput, SupersetRowLevelSecurityRule } from './superset-row-level-security.ts';

/** A refused creation or change of a rule. */
export interface RefusedRule {
  /** Of the rule to change; undefined for a new one. */
  readonly id?: number;
  readonly rule: Partial<SupersetRowLevelSecurityInput>;
  readonly signal: AbortSignal | undefined;
  readonly error: unknown;
}

/**
 * Finds out by reading what Superset's 422 means: its texts are empty for a taken name, and depend on the language for
 * unknown roles and datasets. Throws the reason, or the error itself when none is found.
 */
export async function diagnoseRule(requester: Requester, refused: RefusedRule): Promise<never> {
  const { id, rule, signal, error } = refused;
  if (!SupersetError.is(error) || error.status !== 422) throw error;
  const owner = rule.name === undefined ? undefined : await findRule(requester, rule.name, signal);
  if (owner !== undefined && owner.id !== id) {
    throw new SupersetError('conflict', 'name is taken by another rule of Superset.', {
      attribute: 'name',
      cause: error,
    });
  }
  const unknown = { signal, cause: error };
  const roles = { attribute: 'roleIds', ids: rule.roleIds, path: '/api/v1/security/roles/' };
  await refuseUnknown(requester, { ...unknown, ...roles });
  const datasets = { attribute: 'datasetIds', ids: rule.datasetIds, path: '/api/v1/dataset/', orderBy: 'table_name' };
  await refuseUnknown(requester, { ...unknown, ...datasets });
  throw error;
}

/** The rule of this name. */
export async function findRule(
  requester: Requester,
  name: string,
  signal: AbortSignal | undefined,
): Promise<SupersetRowLevelSecurityRule | undefined> {
  const filters = [{ col: 'name', opr: 'eq', value: name }] as const;
  const [found] = await readAll(requester, { ...ruleResource, filters, orderBy: 'name', signal });
  return found;
}
