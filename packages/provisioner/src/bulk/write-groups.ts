import { type CallOptions, type SupersetClient, SupersetError } from '@scim-superset/superset-client';
import type { MembershipChange } from '../target/membership-change.ts';
import { sameIds } from '../target/same-ids.ts';

/** How to write groups. */
export interface WriteGroupsOptions extends CallOptions {
  /** Asked before each write; true ends it there. */
  readonly interrupted: () => Promise<boolean>;
  /** Called once, directly before the first write. */
  readonly begin: () => Promise<void>;
  /** Told of a group of which a write may still reach Superset. Never rejects. */
  readonly noteLate: (group: number) => Promise<void>;
}

/** What became of the groups. */
export interface WrittenGroups {
  /** Ids of groups that were read back and are as they should be. */
  readonly right: ReadonlySet<number>;
  /** The group that could not be read or written, which ended it, and why. */
  readonly failed?: { readonly group: number; readonly error: unknown };
}

/** How long a group may take, so that whoever comes meanwhile does not wait for a Superset that hangs. */
const groupMs = 20_000;
/** A write that has taken longer may have been given up once, and sent again. */
const longMs = 10_000;

/**
 * Writes whole lists of members, each with who is in it at that moment and what changes, and reads them back. First all
 * that somebody joins: unless they come to hold what was written, nobody is taken out of any other, so that whoever moves
 * is never without. Nobody else may write accounts of these groups meanwhile.
 *
 * @throws what `interrupted` and `begin` throw.
 */
export async function writeGroups(
  { groups }: Pick<SupersetClient, 'groups'>,
  changes: readonly MembershipChange[],
  { interrupted, begin, noteLate, signal }: WriteGroupsOptions,
): Promise<WrittenGroups> {
  const steps = stepsOf(changes);
  const open = new Set(steps);
  const right = () => idsOf(steps).difference(idsOf(open));
  let begun = false;
  for (const step of steps) {
    const { group, joining, leaving } = step;
    const limit = AbortSignal.timeout(groupMs);
    const call = { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) };
    let sentAt: number | undefined;
    try {
      const before = await groups.get(group, call);
      const wanted = [...new Set(before?.userIds).difference(leaving).union(joining)];
      let after = before;
      if (before !== undefined && !sameIds(wanted, before.userIds)) {
        if (await interrupted()) break;
        if (!begun) await begin();
        begun = true;
        sentAt = performance.now();
        await groups.update(group, { userIds: wanted }, call);
        if (performance.now() - sentAt > longMs) await noteLate(group);
        sentAt = undefined;
        after = await groups.get(group, call);
      }
      if (after !== undefined && sameIds(wanted, after.userIds)) open.delete(step);
      else if (joining.size > 0) break;
    } catch (error) {
      if (!SupersetError.is(error) && !call.signal.aborted) throw error;
      if (sentAt !== undefined && !(SupersetError.is(error) && !error.maybeApplied)) await noteLate(group);
      return { right: right(), failed: { group, error } };
    }
  }
  return { right: right() };
}

/** Accounts that join a group, or leave it. */
interface Step {
  readonly group: number;
  readonly joining: ReadonlySet<number>;
  readonly leaving: ReadonlySet<number>;
}

function stepsOf(changes: readonly MembershipChange[]): Step[] {
  const nobody: ReadonlySet<number> = new Set();
  return [
    ...byGroup(changes, 'joins').map(([group, joining]) => ({ group, joining, leaving: nobody })),
    ...byGroup(changes, 'leaves').map(([group, leaving]) => ({ group, joining: nobody, leaving })),
  ];
}

function byGroup(changes: readonly MembershipChange[], how: 'joins' | 'leaves'): [number, Set<number>][] {
  const accounts = new Map<number, Set<number>>();
  for (const change of changes) {
    for (const group of change[how]) {
      const known = accounts.get(group) ?? new Set();
      accounts.set(group, known.add(change.account));
    }
  }
  return [...accounts];
}

function idsOf(steps: Iterable<Step>): Set<number> {
  return new Set([...steps].map(({ group }) => group));
}
