import type { DesiredAccount } from '../desired/desired-account.ts';
import type { DesiredUser } from '../desired/walk-desired.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import { compareDesired } from './compare-desired.ts';
import { compareGrants, compareSettings } from './compare-mappings.ts';
import type { TargetPreview, UserPreview } from './mapping-preview.ts';

/** Counts what a candidate changes at one target, user by user. */
export interface Tally {
  add(user: DesiredUser): void;
  result(): TargetPreview;
}

/** What a tally keeps and tells. */
export interface TallyOptions {
  /** Greatest number of users to keep. */
  readonly examples: number;
  /** Told of every user who changes. */
  readonly onUser: ((user: UserPreview) => void) | undefined;
}

/** A target under the mapping that holds, and under the candidate. */
export interface PreviewedTarget {
  readonly target: string;
  readonly before: RoleMapping;
  readonly after: RoleMapping;
}

/** Creates an empty tally. */
export function createTally({ target, before, after }: PreviewedTarget, options: TallyOptions): Tally {
  const accounts = { given: 0, taken: 0, kept: 0 };
  const failing = { before: 0, after: 0 };
  const holders = { before: new Map<string, number>(), after: new Map<string, number>() };
  const given = new Map<string, number>();
  const taken = new Map<string, number>();
  const examples = createExamples(options.examples);
  let losingAll = 0;

  /** Undefined for a user whom a rule fails for. */
  function wanted(user: DesiredUser, side: 'before' | 'after'): DesiredAccount | undefined {
    try {
      const desired = user.by(side === 'before' ? before : after);
      for (const { name } of desired.grants) raise(holders[side], name);
      return desired;
    } catch (error) {
      if (!ProvisionerError.is(error)) throw error;
      failing[side] += 1;
      return undefined;
    }
  }

  return {
    add(user) {
      const [had, has] = [wanted(user, 'before'), wanted(user, 'after')];
      const change = had && has && compareDesired({ mapping: before, desired: had }, { mapping: after, desired: has });
      if (change === undefined) return;
      accounts[change.account] += 1;
      if (change.losesAll) losingAll += 1;
      for (const role of change.roles.given) raise(given, role);
      for (const role of change.roles.taken) raise(taken, role);
      const previewed = { target, user: { id: user.id, userName: user.user.userName }, ...change };
      examples.add(previewed);
      options.onUser?.(previewed);
    },
    result: () => ({
      target,
      changed: accounts.given + accounts.taken + accounts.kept,
      accounts: { given: accounts.given, taken: accounts.taken },
      losingAll,
      roles: [...new Set([...given.keys(), ...taken.keys()])]
        .sort()
        .map((role) => ({ role, given: given.get(role) ?? 0, taken: taken.get(role) ?? 0 })),
      grants: compareGrants(before, after).map(({ grant, change }) => ({
        grant,
        change,
        before: holders.before.get(grant) ?? 0,
        after: holders.after.get(grant) ?? 0,
      })),
      settings: compareSettings(before, after),
      failing,
      examples: examples.list(),
    }),
  };
}

function raise(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Keeps a few users: those who lose all roles, then some, then an account that permits nothing, then the others. */
function createExamples(limit: number) {
  const lists = Array.from({ length: 4 }, (): UserPreview[] => []);
  return {
    add(user: UserPreview): void {
      const list = lists[rank(user)];
      if (list !== undefined && list.length < limit) list.push(user);
    },
    list: (): readonly UserPreview[] => lists.flat().slice(0, limit),
  };
}

function rank({ account, roles, losesAll }: UserPreview): number {
  if (losesAll) return 0;
  if (roles.taken.length > 0) return 1;
  return account === 'taken' ? 2 : 3;
}
