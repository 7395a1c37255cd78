import type { Store, StoredResource } from '@scim-superset/core';
import { type CallOptions, SupersetError, type SupersetUser } from '@scim-superset/superset-client';
import { type Hold, parseHold } from '../breaker/hold.ts';
import type { DesiredAccount } from '../desired/desired-account.ts';
import { desiredOf, toUser } from '../desired/read-desired.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { observeUser } from '../plan/observe-user.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import { parseAccountState } from '../target/account-state.ts';
import { effectiveRoles } from '../target/effective-roles.ts';
import { type GrantRoles, readGrantRoles } from '../target/grant-roles.ts';
import { createLastEditReader, type LastEdit } from '../target/last-edit.ts';
import { readCatalog, type TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import type { Explanation, HandEdit, RolePath, TargetExplanation } from './explanation.ts';

/**
 * Explains every role a user has in every target, as it is in Superset now.
 *
 * @param user an id or a userName, regardless of case.
 * @throws {ProvisionerError} `unknown-user`.
 */
export async function explainUser(
  user: string,
  contexts: readonly TargetContext[],
  store: Store,
  options: CallOptions,
): Promise<Explanation> {
  const stored = await findUser(store, user);
  if (stored === undefined) {
    throw new ProvisionerError('unknown-user', `The directory has no user with the id or userName "${user}"`);
  }
  const { id } = stored;
  const { userName, active } = toUser(stored);
  const targets = contexts.map(async (context) => {
    return explainAt(context, id, await desiredOf(stored, store, context.mapping), options);
  });
  return { user: { id, userName, active: active !== false }, targets: await Promise.all(targets) };
}

async function findUser(store: Store, user: string): Promise<StoredResource | undefined> {
  const include = { groups: true };
  const byId = await store.read('User', user, include);
  if (byId !== undefined) return byId;
  const keys = [{ name: 'userName', value: user.toLowerCase() }];
  const { resources } = await store.list({ type: 'User', keys, include, limit: 1, total: false });
  return resources[0];
}

async function explainAt(
  context: TargetContext,
  userId: string,
  desired: DesiredAccount,
  options: CallOptions,
): Promise<TargetExplanation> {
  const { name: target, superset, mapping, store } = context;
  const link = await store.reconciliation.link(target, userId);
  const { grants, excluded } = desired;
  const hold = parseHold(link?.hold);
  const nothing = {
    target,
    ...(excluded && { excluded }),
    grants,
    account: undefined,
    roles: [],
    missingRoles: [],
    differences: [],
    failure: link?.failure,
    ...(hold && { hold }),
  };
  try {
    const catalog = await readCatalog(superset, mapping, options);
    const differences = await observeUser(context, catalog, userId, options);
    const live = link?.account === undefined ? undefined : await superset.users.get(Number(link.account), options);
    const missingRoles = catalog.unknownRoles.filter(({ grant }) => grants.some(({ name }) => name === grant));
    if (live === undefined) return { ...nothing, missingRoles, differences };
    const edit = await createLastEditReader(superset, catalog)(live, options);
    const since = new Map(Object.entries(parseAccountState(link?.state ?? {})?.since ?? {}));
    const grantRoles = await readGrantRoles(store.reconciliation, target);
    return {
      ...nothing,
      missingRoles,
      account: { id: live.id, username: live.username, active: live.active },
      roles: [...effectiveRoles(live, catalog)].sort().map((role) => ({
        role,
        paths: pathsTo(role, live, desired, { mapping, catalog, since, grantRoles, edit, hold }),
      })),
      differences,
    };
  } catch (error) {
    if (!SupersetError.is(error)) throw error;
    return { ...nothing, unavailable: error.message };
  }
}

/** What leads to the roles of an account. */
interface Ways {
  readonly mapping: RoleMapping;
  readonly catalog: TargetCatalog;
  /** When the user got each grant, by its name. */
  readonly since: ReadonlyMap<string, string>;
  readonly grantRoles: GrantRoles;
  readonly edit: LastEdit | undefined;
  readonly hold: Hold | undefined;
}

function pathsTo(role: string, live: SupersetUser, desired: DesiredAccount, ways: Ways): RolePath[] {
  const { mapping, catalog } = ways;
  const roleId = catalog.roleIds.get(role);
  const granting = grantsGiving(role, desired, ways);
  const paths: RolePath[] = [];
  if (live.roleIds.some((id) => id === roleId)) {
    if (role === mapping.baseRole) paths.push({ kind: 'base' });
    else if (catalog.mode === 'direct' && granting.length > 0) paths.push(...granting);
    else paths.push({ kind: 'direct', ...byHand(ways.edit) });
  }
  for (const id of live.groupIds) {
    const group = catalog.groups.get(id);
    if (roleId === undefined || !group?.roleIds.includes(roleId)) continue;
    const path = granting.find(({ grant }) => catalog.grantGroups.get(grant)?.id === id);
    paths.push(path ?? { kind: 'group', group: group.name, ours: catalog.ownGroupIds.has(id), ...byHand(ways.edit) });
  }
  return paths;
}

function grantsGiving(role: string, desired: DesiredAccount, { mapping, since, grantRoles, hold }: Ways) {
  const gives = new Set(mapping.grants.filter(({ roles }) => roles.includes(role)).map(({ name }) => name));
  const wanted = new Set(desired.grants.map(({ name }) => name));
  const kept = (hold?.grants ?? []).filter((name) => !wanted.has(name));
  return [...desired.grants, ...kept.map((name) => ({ name, reason: { kind: 'held' } as const }))]
    .filter(({ name }) => gives.has(name))
    .map(({ name, reason }) => {
      // Instants in one notation are in the order of their texts.
      const at = [since.get(name) ?? '', grantRoles.get(name)?.get(role) ?? ''].sort()[1];
      return { kind: 'grant', grant: name, reason, ...(at !== '' && { since: at }) } as const;
    });
}

function byHand(edit: LastEdit | undefined): HandEdit {
  return { changedBy: edit?.by, ...(edit?.at !== undefined && { changedOn: edit.at }) };
}
