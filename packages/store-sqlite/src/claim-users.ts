import type { Claim, ClaimRequest } from '@scim-superset/core';
import type { Database } from './database.ts';
import { type LinkRow, linkColumns, linkOf, linkTables } from './links.ts';
import { registerTarget } from './targets.ts';

/** Takes users that the target lags behind with. Belongs into a transaction, so that nobody else takes them as well. */
export function claimUsers(database: Database, request: ClaimRequest): Claim[] {
  const target = registerTarget(database, request.target);
  return findReady(database, target, request).map(({ user_id }) => {
    database.run(
      `UPDATE pending SET lease_until = ?, overtaken_at = NULL,
         claimed_version = (SELECT desired FROM subject WHERE subject.user_id = pending.user_id)
       WHERE target = ? AND user_id = ?`,
      request.now + request.leaseMs,
      target,
      user_id,
    );
    // From now on the target may know the user, whatever becomes of the claim, so that a deletion has to reach it.
    database.run('INSERT INTO link (target, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING', target, user_id);
    return claimOf(database, target, user_id);
  });
}

function findReady(
  database: Database,
  target: number,
  { now, limit, userIds }: ClaimRequest,
): { readonly user_id: string }[] {
  if (userIds === undefined) {
    return database.all(
      `SELECT user_id FROM pending INDEXED BY pending_in_order
       WHERE target = ? AND lease_until <= ? AND retry_at <= ? ORDER BY urgent DESC, since, user_id LIMIT ?`,
      target,
      now,
      now,
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

function claimOf(database: Database, target: number, userId: string): Claim {
  interface ClaimRow extends LinkRow {
    readonly desired: number;
    readonly urgent: number;
    readonly deleted: number;
    readonly since: number;
  }
  const row = database.get<ClaimRow>(
    `SELECT ${linkColumns}, desired, urgent, since,
       NOT EXISTS (SELECT 1 FROM resource WHERE id = link.user_id) AS deleted
     FROM ${linkTables} JOIN subject ON subject.user_id = link.user_id
     WHERE target.number = ? AND link.user_id = ?`,
    target,
    userId,
  );
  if (row === undefined) throw new Error(`The claimed user ${userId} has vanished within a transaction`);
  return {
    ...linkOf(row),
    desired: row.desired,
    urgent: row.urgent === 1,
    deleted: row.deleted === 1,
    since: row.since,
  };
}
