import type { CallOptions, SupersetClient } from '@scim-superset/superset-client';
import type { MembershipChange } from '../target/membership-change.ts';
import { sameIds } from '../target/same-ids.ts';

/** How to write groups. */
export interface WriteGroupsOptions extends CallOptions {
  /** Asked before each write; true ends it there. */
  readonly interrupted: () => Promise<boolean>;
}

/** What became of the groups. */
export interface WrittenGroups {
  /** Ids of groups that were read back and are as they should be. */
  readonly right: ReadonlySet<number>;
  /** The group whose members could not be written, which ended it, and why. */
  readonly failed?: { readonly group: number; readonly error: unknown };
}

/** How long a group may take, so that whoever comes meanwhile does not wait for a Superset that hangs. */
const groupMs = 20_000;

/**
 * Writes whole lists of members, each with who is in it now and what changes, and reads them back. Those first that
 * somebody joins, so that whoever moves is never without. Nobody else may write accounts of these groups meanwhile.
 */
export async function writeGroups(
  { groups }: Pick<SupersetClient, 'groups'>,
  changes: readonly MembershipChange[],
  { interrupted, signal }: WriteGroupsOptions,
): Promise<WrittenGroups> {
  const right = new Set<number>();
  for (const [id, { joining, leaving }] of inOrder(changes)) {
    const limit = AbortSignal.timeout(groupMs);
    const call = { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) };
    try {
      if (await interrupted()) break;
      const before = await groups.get(id, call);
      if (before === undefined) continue;
      const wanted = [...new Set(before.userIds).difference(leaving).union(joining)];
      if (!sameIds(wanted, before.userIds)) {
        if (await interrupted()) break;
        await groups.update(id, { userIds: wanted }, call);
        const after = await groups.get(id, call);
        if (after === undefined || !sameIds(wanted, after.userIds)) continue;
      }
      right.add(id);
    } catch (error) {
      return { right, failed: { group: id, error } };
    }
  }
  return { right };
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
