import type { CallOptions, SupersetGroup, SupersetRoleAssignments, SupersetUser } from '@scim-superset/superset-client';
import type { DesiredState } from '../desired/read-directory.ts';
import type { KnownLinks } from '../target/known-links.ts';
import type { TargetContext } from '../target/target-context.ts';

/** So many accounts are read one by one; with more the full read is cheaper. */
const singleReads = 100;

/** Why a quick check cannot be made; a full one has to be. */
export class NotQuick extends Error {
  override readonly name = 'NotQuick';
}

/** What the accounts are put together from. */
export interface QuickReadings {
  readonly context: TargetContext;
  readonly directory: DesiredState;
  readonly links: KnownLinks;
  readonly roles: readonly SupersetRoleAssignments[];
  readonly groups: readonly SupersetGroup[];
  /** `changedOn` since when changed accounts are read; see {@link overlapping}. */
  readonly changedAfter: string;
  /** Added to. */
  readonly strangers: Strangers;
}

/** Accounts of nobody in the directory, as this process knows them. */
export interface Strangers {
  /** As they were last read; undefined for one that is hidden. */
  readonly accounts: Map<number, SupersetUser | undefined>;
  /** The greatest `changedOn` that the last check of this process had seen; undefined before the first. */
  asOf: string | undefined;
}

interface Access {
  readonly roleIds: number[];
  readonly groupIds: number[];
}

/**
 * Yields every account without reading each: who has which role and group is read from there, who was edited lately is
 * asked for, and everything else is taken to be as it was left, or as this process saw it. Who is inactive has to be asked
 * for once. An edit of a name or an address that does not move `changedOn` stays unseen.
 *
 * @throws {NotQuick} when too many accounts would have to be read one by one.
 */
export async function* quickAccounts(readings: QuickReadings, options: CallOptions): AsyncGenerator<SupersetUser> {
  const { context, links, strangers } = readings;
  const { users } = context.superset;
  const rows = new Map<number, SupersetUser>();
  if (strangers.asOf === undefined) {
    for await (const row of users.list({ ...options, active: false })) rows.set(row.id, row);
  }
  for await (const row of users.list({ ...options, changedAfter: readings.changedAfter })) rows.set(row.id, row);
  const access = accessOf(readings);
  const ids = new Set([...access.keys(), ...rows.keys(), ...links.owners.keys()]);
  let reads = 0;
  for (const id of ids) {
    const row = rows.get(id);
    const owner = links.owners.get(id);
    if (owner === undefined && row !== undefined) strangers.accounts.set(id, row);
    const has = access.get(id);
    const known =
      row ?? (owner === undefined ? strangers.accounts.get(id) : has && remembered(readings, id, owner, has));
    if (known !== undefined) {
      yield row ?? { ...known, ...(has ?? { roleIds: [], groupIds: [] }) };
      continue;
    }
    if (strangers.accounts.has(id)) continue;
    reads += 1;
    if (reads > singleReads) throw new NotQuick('Too many accounts are unknown');
    const read = await users.get(id, options);
    if (owner === undefined) strangers.accounts.set(id, read);
    if (read !== undefined) yield read;
  }
}

function accessOf({ roles, groups }: QuickReadings): Map<number, Access> {
  const access = new Map<number, Access>();
  const of = (id: number): Access => {
    const found = access.get(id) ?? { roleIds: [], groupIds: [] };
    access.set(id, found);
    return found;
  };
  for (const { id, userIds } of roles) for (const user of userIds) of(user).roleIds.push(id);
  for (const { id, userIds } of groups) for (const user of userIds) of(user).groupIds.push(id);
  return access;
}

/** A user's account as it was left, with the access that it has. */
function remembered(
  { directory, links }: QuickReadings,
  id: number,
  userId: string,
  access: Access,
): SupersetUser | undefined {
  const before = links.byUser.get(userId)?.before;
  if (before === undefined) return undefined;
  const desired = directory.users.get(userId);
  return {
    id,
    username: before.username,
    firstName: desired?.firstName ?? '',
    lastName: desired?.lastName ?? '',
    email: before.email,
    active: before.active,
    ...access,
    changedOn: undefined,
    changedBy: undefined,
  };
}

/** An hour, by which a clock may be set back, and what a transaction may take to become visible. */
const overlapMs = 65 * 60_000;

/** A time before an earlier `changedOn`, so that nothing is missed. Both are Superset's local time: no clock of ours. */
export function overlapping(changedOn: string): string | undefined {
  const at = Date.parse(`${changedOn.slice(0, 19)}Z`);
  return Number.isNaN(at) ? undefined : new Date(at - overlapMs).toISOString().slice(0, 19);
}
