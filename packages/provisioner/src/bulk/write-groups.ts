import { type CallOptions, type SupersetClient, SupersetError } from '@scim-superset/superset-client';
import type { MembershipChange } from '../target/membership-change.ts';
import { sameIds } from '../target/same-ids.ts';

/** How to write groups. */
export interface WriteGroupsOptions extends CallOptions {
  /** Awaited before the first write. */
  readonly noted: Promise<void>;
  /** Asked before each write; true ends it there. */
  readonly interrupted: () => Promise<boolean>;
}

/** What became of the groups. */
export interface WrittenGroups {
  /** Ids of groups that were read back and are as they should be. */
  readonly right: ReadonlySet<number>;
  /** The group that could not be read or written, which ended it. */
  readonly failed?: FailedGroup;
}

/** A group that could not be read or written, and why. */
export interface FailedGroup {
  readonly group: number;
  readonly error: unknown;
  /** Whether a write was under way, which may still reach Superset. */
  readonly writing: boolean;
}

/** How long a group may take, so that whoever comes meanwhile does not wait for a Superset that hangs. */
const groupMs = 20_000;

/**
 * Writes whole lists of members, each with who is in it at that moment and what changes, and reads them back. First all
 * that somebody joins: unless they come to hold what was written, nobody is taken out of any other, so that whoever moves
 * is never without. Nobody else may write accounts of these groups meanwhile.
 *
 * @throws what `noted` and `interrupted` throw, and when the signal aborts.
 */
export async function writeGroups(
  { groups }: Pick<SupersetClient, 'groups'>,
  changes: readonly MembershipChange[],
  { noted, interrupted, signal }: WriteGroupsOptions,
): Promise<WrittenGroups> {
  const steps = stepsOf(changes);
  const open = new Set(steps);
  const right = () => idsOf(steps).difference(idsOf(open));
  for (const step of steps) {
    const { group, joining, leaving } = step;
    const limit = AbortSignal.timeout(groupMs);
    const call = { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) };
    let writing = false;
    try {
      const [before] = await Promise.all([groups.get(group, call), noted]);
      const wanted = [...new Set(before?.userIds).difference(leaving).union(joining)];
      let after = before;
      if (before !== undefined && !sameIds(wanted, before.userIds)) {
        if (await interrupted()) break;
        writing = true;
        await groups.update(group, { userIds: wanted }, call);
        writing = false;
        after = await groups.get(group, call);
      }
      if (after !== undefined && sameIds(wanted, after.userIds)) open.delete(step);
      else if (joining.size > 0) break;
    } catch (error) {
      signal?.throwIfAborted();
      if (!SupersetError.is(error) && !limit.aborted) throw error;
      return { right: right(), failed: { group, error, writing } };
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
