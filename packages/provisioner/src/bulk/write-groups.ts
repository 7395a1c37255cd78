import type { SupersetClient, SupersetGroup } from '@scim-superset/superset-client';
import type { MembershipChange } from '../target/membership-change.ts';
import { sameIds } from '../target/same-ids.ts';

type Groups = Pick<SupersetClient, 'groups'>;

/** Reads each group once, as it was when it was first asked for. */
export type ReadGroup = (id: number) => Promise<SupersetGroup | undefined>;

/** How to write groups. */
export interface WriteGroupsOptions {
  /** First asked when nobody else could write accounts any more. */
  readonly readGroup: ReadGroup;
  /** Asked before each write; true ends it there. */
  readonly interrupted: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** What became of the groups. */
export interface WrittenGroups {
  /** Ids of groups that were read back and are as they should be. */
  readonly right: ReadonlySet<number>;
  /** The groups whose members could not be written or read back, the last of which ended it, and why. */
  readonly failed: readonly { readonly group: number; readonly error: unknown }[];
}

/** How long a call may take, so that whoever comes meanwhile does not wait for a Superset that hangs. */
const callMs = 20_000;

/** Creates what reads groups. A read that fails concerns whoever waits for it; it may be begun without waiting. */
export function createGroupReader({ groups }: Groups, signal: AbortSignal): ReadGroup {
  const reads = new Map<number, Promise<SupersetGroup | undefined>>();
  return (id) => {
    const read = reads.get(id) ?? early(groups.get(id, { signal: limited(signal) }));
    reads.set(id, read);
    return read;
  };
}

/**
 * Writes whole lists of members, each with who is in it and what changes. Those first that somebody joins, so that
 * whoever moves is never without. A list is read back while the next is written. Nobody else may write accounts of these
 * groups meanwhile.
 */
export async function writeGroups(
  { groups }: Groups,
  changes: readonly MembershipChange[],
  { readGroup, interrupted, signal }: WriteGroupsOptions,
): Promise<WrittenGroups> {
  const right = new Set<number>();
  const failed: { group: number; error: unknown }[] = [];
  const readings: (readonly [id: number, wanted: readonly number[], read: Promise<SupersetGroup | undefined>])[] = [];
  const order = inOrder(changes);
  for (const [id] of order) void readGroup(id);
  for (const [id, { joining, leaving }] of order) {
    try {
      const before = await readGroup(id);
      if (before === undefined) continue;
      const wanted = [...new Set(before.userIds).difference(leaving).union(joining)];
      if (sameIds(wanted, before.userIds)) {
        right.add(id);
        continue;
      }
      if (await interrupted()) break;
      await groups.update(id, { userIds: wanted }, { signal: limited(signal) });
      readings.push([id, wanted, early(groups.get(id, { signal: limited(signal) }))]);
    } catch (error) {
      failed.push({ group: id, error });
      break;
    }
  }
  for (const [group, wanted, read] of readings) {
    try {
      const after = await read;
      if (after !== undefined && sameIds(wanted, after.userIds)) right.add(group);
    } catch (error) {
      failed.push({ group, error });
    }
  }
  return { right, failed };
}

/** A promise that is awaited later, if at all: its rejection is nobody's fault until then. */
function early<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

function limited(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(callMs)]);
}

interface GroupChange {
  readonly joining: Set<number>;
  readonly leaving: Set<number>;
}

function inOrder(changes: readonly MembershipChange[]): [number, GroupChange][] {
  const byGroup = new Map<number, GroupChange>();
  const of = (id: number): GroupChange => {
    const known = byGroup.get(id) ?? { joining: new Set(), leaving: new Set() };
    byGroup.set(id, known);
    return known;
  };
  for (const { account, joins, leaves } of changes) {
    for (const id of joins) of(id).joining.add(account);
    for (const id of leaves) of(id).leaving.add(account);
  }
  return [...byGroup].sort(([, a], [, b]) => Number(b.joining.size > 0) - Number(a.joining.size > 0));
}
