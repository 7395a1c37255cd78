import type { Store } from '@scim-superset/core';
import { type CallOptions, SupersetError, type SupersetUser } from '@scim-superset/superset-client';
import type { DesiredAccount } from '../desired/desired-account.ts';
import { readDesired } from '../desired/read-desired.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { observeUser } from '../plan/observe-user.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import { effectiveRoles } from '../target/effective-roles.ts';
import { readCatalog, type TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import type { Explanation, RolePath, TargetExplanation } from './explanation.ts';

/**
 * Explains every role a user has in every target, as it is in Superset now.
 *
 * @param user an id or a userName, regardless of case.
 * @throws {ProvisionerError} `unknown-user`.
 */
export async function explainUser(
  user: string,
  contexts: readonly TargetContext[],
  { store, mapping }: { readonly store: Store; readonly mapping: RoleMapping },
  options: CallOptions,
): Promise<Explanation> {
  const id = await findUser(store, user);
  const desired = id && (await readDesired(store, mapping, id));
  if (id === undefined || !desired) {
    throw new ProvisionerError('unknown-user', `The directory has no user with the id or userName "${user}"`);
  }
  return {
    user: { id, userName: desired.username, active: desired.active },
    grants: desired.grants,
    targets: await Promise.all(contexts.map((context) => explainAt(context, id, desired, options))),
  };
}

async function findUser(store: Store, user: string): Promise<string | undefined> {
  if ((await store.read('User', user)) !== undefined) return user;
  const keys = [{ name: 'userName', value: user.toLowerCase() }];
  const { resources } = await store.list({ type: 'User', keys, limit: 1, total: false });
  return resources[0]?.id;
}

async function explainAt(
  context: TargetContext,
  userId: string,
  desired: DesiredAccount,
  options: CallOptions,
): Promise<TargetExplanation> {
  const { name: target, superset, mapping, store } = context;
  const link = await store.reconciliation.link(target, userId);
  const nothing = { target, account: undefined, roles: [], differences: [], failure: link?.failure };
  try {
    const catalog = await readCatalog(superset, mapping, options);
    const differences = await observeUser(context, catalog, userId, options);
    const live = link?.account === undefined ? undefined : await superset.users.get(Number(link.account), options);
    if (live === undefined) return { ...nothing, differences };
    const changedBy = await nameOfEditor(context, live, catalog, options);
    return {
      ...nothing,
      account: { id: live.id, username: live.username, active: live.active },
      roles: [...effectiveRoles(live, catalog)].sort().map((role) => ({
        role,
        paths: pathsTo(role, live, desired, { mapping, catalog, changedBy }),
      })),
      differences,
    };
  } catch (error) {
    if (!SupersetError.is(error)) throw error;
    return { ...nothing, unavailable: error.message };
  }
}

function pathsTo(
  role: string,
  live: SupersetUser,
  desired: DesiredAccount,
  { mapping, catalog, changedBy }: { mapping: RoleMapping; catalog: TargetCatalog; changedBy: string | undefined },
): RolePath[] {
  const roleId = catalog.roleIds.get(role);
  const gives = new Set(mapping.grants.filter(({ roles }) => roles.includes(role)).map(({ name }) => name));
  const granting = desired.grants
    .filter(({ name }) => gives.has(name))
    .map(({ name, reason }) => ({ kind: 'grant', grant: name, reason }) as const);
  const paths: RolePath[] = [];
  if (live.roleIds.some((id) => id === roleId)) {
    if (role === mapping.baseRole) paths.push({ kind: 'base' });
    else if (catalog.mode === 'direct' && granting.length > 0) paths.push(...granting);
    else paths.push({ kind: 'direct', changedBy });
  }
  for (const id of live.groupIds) {
    const group = catalog.groups.get(id);
    if (roleId === undefined || !group?.roleIds.includes(roleId)) continue;
    const path = granting.find(({ grant }) => catalog.grantGroups.get(grant)?.id === id);
    paths.push(path ?? { kind: 'group', group: group.name });
  }
  return paths;
}

async function nameOfEditor(
  { superset }: TargetContext,
  { changedBy }: SupersetUser,
  { self }: TargetCatalog,
  options: CallOptions,
): Promise<string | undefined> {
  if (changedBy === undefined) return undefined;
  return changedBy === self?.id ? self.username : (await superset.users.get(changedBy, options))?.username;
}
