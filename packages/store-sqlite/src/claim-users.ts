import type { Claim, ClaimRequest } from '@scim-superset/core';
import type { Database } from './database.ts';
import { type ClaimRow, claimColumns, claimOf, claimTables } from './links.ts';
import { registerTarget } from './targets.ts';

/** How many times its length a lease may end from now before it counts as given by a clock that was set back. */
const longestLeases = 10;

/** Takes users that the target lags behind with. Belongs into a transaction, so that nobody else takes them as well. */
export function claimUsers(database: Database, request: ClaimRequest): Claim[] {
  const target = registerTarget(database, request.target);
  shortenLeases(database, target, request);
  if (isTaken(database, target, request)) return [];
  const ready = JSON.stringify(findReady(database, target, request).map(({ user_id }) => user_id));
  database.run(
    `UPDATE pending SET lease_until = ?, exclusive = ?, overtaken_at = NULL,
       claimed_version = (SELECT desired FROM subject WHERE subject.user_id = pending.user_id)
     WHERE target = ? AND user_id IN (SELECT value FROM json_each(?))`,
    request.now + request.leaseMs,
    Number(request.exclusive ?? false),
    target,
    ready,
  );
  // From now on the target may know the user, whatever becomes of the claim, so that a deletion has to reach it.
  database.run(
    `INSERT INTO link (target, user_id) SELECT ?, value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`,
    target,
    ready,
  );
  return database
    .all<ClaimRow>(
      `SELECT ${claimColumns} FROM json_each(?) AS ready CROSS JOIN ${claimTables}
       WHERE target.number = ? AND pending.user_id = ready.value ORDER BY ready.key`,
      ready,
      target,
    )
    .map(claimOf);
}

function shortenLeases(database: Database, target: number, { now, leaseMs }: ClaimRequest): void {
  database.run(
    'UPDATE pending SET lease_until = ? WHERE target = ? AND lease_until > ? AND lease_until > 0',
    now + leaseMs,
    target,
    now + longestLeases * leaseMs,
  );
}

/** Whether a claim keeps this one away: any if this one is to be exclusive, else an exclusive one. */
function isTaken(database: Database, target: number, { now, exclusive = false }: ClaimRequest): boolean {
  const row = database.get(
    'SELECT 1 FROM pending WHERE target = ? AND lease_until > 0 AND lease_until > ? AND exclusive >= ? LIMIT 1',
    target,
    now,
    exclusive ? 0 : 1,
  );
  return row !== undefined;
}

function findReady(
  database: Database,
  target: number,
  { now, limit, retryMaxMs, userIds, urgent = false }: ClaimRequest,
): { readonly user_id: string }[] {
  if (userIds === undefined) {
    return database.all(
      `SELECT user_id FROM pending INDEXED BY pending_in_order
       WHERE target = ? AND held_version IS NULL AND urgent >= ? AND lease_until <= ? AND (retry_at <= ? OR retry_at > ?)
       ORDER BY urgent DESC, since, user_id LIMIT ?`,
      target,
      Number(urgent),
      now,
      now,
      retryMaxMs === undefined ? Number.MAX_VALUE : now + retryMaxMs,
      limit,
    );
  }
  return database.all(
    `SELECT user_id FROM (SELECT DISTINCT value FROM json_each(?)) AS wanted
     CROSS JOIN pending ON target = ? AND user_id = wanted.value
     WHERE lease_until <= ? ORDER BY urgent DESC, since, user_id LIMIT ?`,
    JSON.stringify(userIds),
    target,
    now,
    limit,
  );
}
