import type { SupersetUser } from '@scim-superset/superset-client';
import type { DesiredAccount } from '../desired/desired-account.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import type { AccountState } from '../target/account-state.ts';
import { foreignAccount } from '../target/foreign-account.ts';
import { judgeNamesake } from '../target/judge-namesake.ts';
import { isProtected } from '../target/protected-account.ts';
import type { TargetCatalog } from '../target/target-catalog.ts';
import { compareAccount, type Found } from './compare-account.ts';
import { describeItem } from './describe-item.ts';
import type { AccountItem } from './plan-item.ts';

/** Everything that decides what a user's account should be and is. */
export interface UserComparison {
  readonly target: string;
  readonly mapping: RoleMapping;
  readonly catalog: TargetCatalog;
  readonly userId: string;
  /** Undefined when the user is not in the directory any more. */
  readonly desired: DesiredAccount | undefined;
  /** The user's account; undefined when there is none, or it is gone from Superset. */
  readonly live: SupersetUser | undefined;
  /** What was put into the account before. */
  readonly before: AccountState | undefined;
  /** Accounts with the user's name, regardless of case. */
  readonly namesakes: readonly SupersetUser[];
  /** The user that the first namesake belongs to. */
  readonly owner: string | undefined;
  readonly creating: boolean;
}

/** Compares one user with a target. Reads and writes nothing, so that a plan can be compared with the world again. */
export function compareUser(comparison: UserComparison): AccountItem[] {
  const { target, userId, desired } = comparison;
  const { account, found } = compare(comparison);
  const planned = account && { id: account.id, username: account.username };
  const userName = desired?.username ?? account?.username ?? userId;
  return found.map((difference) => {
    const item = { user: { id: userId, userName }, account: planned, ...difference };
    return { ...item, text: describeItem(item, target) };
  });
}

interface Compared {
  readonly account: SupersetUser | undefined;
  readonly found: readonly Found[];
}

function compare(comparison: UserComparison): Compared {
  const { mapping, catalog, desired, live } = comparison;
  const foreign = live && foreignAccount(live, comparison);
  if (foreign !== undefined) return { account: live, found: [{ kind: 'conflict', reason: foreign, action: 'report' }] };
  if (desired === undefined) {
    const leaves = live?.active === true && !isProtected(mapping, catalog, live);
    return { account: live, found: leaves ? [{ kind: 'deactivate', reason: 'deleted', action: 'change' }] : [] };
  }
  if (live === undefined) return compareNamesake(comparison, desired);
  if (isProtected(mapping, catalog, live)) return { account: live, found: [{ kind: 'left-alone', action: 'report' }] };
  const differences = compareAccount(live, desired, mapping, catalog);
  return { account: live, found: [...(incompleteness(desired) ?? []), ...differences] };
}

function compareNamesake(comparison: UserComparison, desired: DesiredAccount): Compared {
  const { mapping, catalog } = comparison;
  const verdict = judgeNamesake({ ...comparison, desired });
  const grants = desired.grants.map(({ name }) => name);
  const incomplete = incompleteness(desired);
  switch (verdict.kind) {
    case 'none': {
      const create: Found = { kind: 'create', username: desired.username, grants, action: 'change' };
      return { account: undefined, found: desired.active ? (incomplete ?? [create]) : [] };
    }
    case 'adopt': {
      const { account } = verdict;
      const differences = compareAccount(account, desired, mapping, catalog);
      const adopt: Found = { kind: 'adopt', grants, action: 'change' };
      // Taking over removes whatever nobody granted, in either mode.
      const applied = differences.map((difference): Found => ({ ...difference, action: 'change' }));
      return { account, found: incomplete ?? [adopt, ...applied] };
    }
    case 'left-alone':
      return { account: verdict.account, found: [{ kind: 'left-alone', action: 'report' }] };
    case 'refused':
      return { account: verdict.account, found: [{ kind: 'conflict', reason: verdict.reason, action: 'report' }] };
  }
}

function incompleteness(desired: DesiredAccount): Found[] | undefined {
  if (!desired.active || desired.email !== undefined) return undefined;
  const reason = 'The user has no e-mail address, and a Superset account needs one: provision "emails"';
  return [{ kind: 'conflict', reason, action: 'report' }];
}
