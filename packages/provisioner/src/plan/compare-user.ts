import type { SupersetUser } from '@scim-superset/superset-client';
import type { Hold } from '../breaker/hold.ts';
import type { DesiredAccount } from '../desired/desired-account.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import type { AccountState } from '../target/account-state.ts';
import { foreignAccount } from '../target/foreign-account.ts';
import { judgeNamesake } from '../target/judge-namesake.ts';
import { isPending, type KnownLink } from '../target/known-links.ts';
import { isProtected, protectionOf } from '../target/protected-account.ts';
import type { TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import { compareAccount, type Found } from './compare-account.ts';
import { describeItem } from './describe-item.ts';
import { markHeld } from './mark-held.ts';
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
  /** Whether the workers have still to look at the user. */
  readonly pending: boolean;
  /** What of the user's access waits for a decision, or was decided on. */
  readonly hold: Hold | undefined;
}

/** What was read of a user and of the accounts that concern the user. */
export interface UserReadings extends Pick<UserComparison, 'userId' | 'desired' | 'live' | 'namesakes' | 'owner'> {
  /** Undefined when the target was never brought in line with the user. */
  readonly link: KnownLink | undefined;
}

/** Puts together what {@link compareUser} looks at, wherever it was read. */
export function comparisonOf(
  { name: target, mapping }: Pick<TargetContext, 'name' | 'mapping'>,
  catalog: TargetCatalog,
  { link, ...readings }: UserReadings,
): UserComparison {
  return {
    ...readings,
    target,
    mapping,
    catalog,
    before: link?.before,
    creating: link?.creating !== undefined && link.creating === readings.desired?.username,
    pending: isPending(link, mapping, catalog.mode),
    hold: link?.hold,
  };
}

/** Compares one user with a target. Reads and writes nothing, so that a plan can be compared with the world again. */
export function compareUser(comparison: UserComparison): AccountItem[] {
  const { target, userId, desired, pending } = comparison;
  const { account, found } = compare(comparison);
  const planned = account && { id: account.id, username: account.username };
  const userName = desired?.username ?? account?.username ?? userId;
  return found.map((difference) => {
    const item = { user: { id: userId, userName }, account: planned, ...difference };
    const described = { ...item, text: describeItem(item, target), ...(pending && { pending }) };
    return comparison.hold === undefined ? described : markHeld(described, comparison.hold, comparison);
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
  const protection = protectionOf(mapping, catalog, live);
  if (protection !== undefined) return leftAlone(live, protection);
  const differences = compareAccount(live, desired, mapping, catalog, comparison.before?.given.roleIds);
  const marked = differences.map((found) => markReactivated(found, comparison));
  return { account: live, found: [...(incompleteness(desired) ?? []), ...marked] };
}

function markReactivated(found: Found, { before }: UserComparison): Found {
  return found.kind === 'deactivate' && before?.active === false ? { ...found, reactivated: true } : found;
}

function compareNamesake(comparison: UserComparison, desired: DesiredAccount): Compared {
  const { mapping, catalog } = comparison;
  if (desired.excluded !== undefined && !comparison.creating) return { account: undefined, found: [] };
  const verdict = judgeNamesake({ ...comparison, desired });
  const grants = desired.grants.map(({ name }) => name);
  const incomplete = incompleteness(desired);
  switch (verdict.kind) {
    case 'none': {
      const vanished = comparison.before !== undefined && { vanished: true };
      const create: Found = { kind: 'create', username: desired.username, grants, ...vanished, action: 'change' };
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
      return leftAlone(verdict.account, protectionOfAny(comparison) ?? 'policy');
    case 'refused':
      return { account: verdict.account, found: [{ kind: 'conflict', reason: verdict.reason, action: 'report' }] };
  }
}

function incompleteness(desired: DesiredAccount): Found[] | undefined {
  if (!desired.active || desired.email !== undefined) return undefined;
  const reason = 'The user has no e-mail address, and a Superset account needs one: provision "emails"';
  return [{ kind: 'conflict', reason, action: 'report' }];
}

function leftAlone(account: SupersetUser, because: Extract<Found, { kind: 'left-alone' }>['because']): Compared {
  return { account, found: [{ kind: 'left-alone', because, action: 'report' }] };
}

function protectionOfAny({ mapping, catalog, namesakes }: UserComparison) {
  return namesakes.map((each) => protectionOf(mapping, catalog, each)).find((protection) => protection !== undefined);
}
