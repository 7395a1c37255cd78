import { userTypeName } from '@scim-superset/core';
import type { Database } from './database.ts';

/**
 * Raises the desired version of users by one each and makes them pending at every known target. A deleted user is
 * pending where the target has a link, and is forgotten when none has. Belongs into a transaction.
 *
 * @returns the ids of those that are, or were until this batch, users.
 */
export function raiseDesired(database: Database, users: ReadonlyMap<string, boolean>, at: number): string[] {
  if (users.size === 0) return [];
  const marks = JSON.stringify([...users]);
  database.run(
    `INSERT INTO subject (user_id, desired, urgent_version, first_at)
     SELECT resource.id, 0, 0, ? FROM json_each(?) AS mark CROSS JOIN resource ON resource.id = mark.value ->> 0
     WHERE resource.type = ? ON CONFLICT DO NOTHING`,
    at,
    marks,
    userTypeName,
  );
  const raised = database.all<{ readonly user_id: string }>(
    `UPDATE subject SET desired = desired + 1, urgent_version = iif(urgent, desired + 1, urgent_version)
     FROM (SELECT value ->> 0 AS id, value ->> 1 AS urgent FROM json_each(?)) AS mark
     WHERE user_id = mark.id RETURNING user_id`,
    marks,
  );
  const ids = JSON.stringify(raised.map(({ user_id }) => user_id));
  // What kept a user back, a hold or a failure, may be what has changed.
  database.run(
    `INSERT INTO pending (target, user_id, urgent, since)
     SELECT target.number, subject.user_id, urgent_version > coalesce(applied, 0), ?
     FROM json_each(?) AS raised CROSS JOIN subject ON subject.user_id = raised.value CROSS JOIN target
     LEFT JOIN link ON link.target = target.number AND link.user_id = subject.user_id
     WHERE link.user_id IS NOT NULL OR EXISTS (SELECT 1 FROM resource WHERE id = subject.user_id)
     ON CONFLICT (target, user_id) DO UPDATE SET
       urgent = excluded.urgent, since = iif(held_version IS NULL, since, excluded.since), held_version = NULL, retry_at = 0,
       overtaken_at = iif(claimed_version IS NULL, NULL, coalesce(overtaken_at, excluded.since))
     WHERE urgent <> excluded.urgent OR (claimed_version IS NOT NULL AND overtaken_at IS NULL)
       OR held_version IS NOT NULL OR retry_at <> 0`,
    at,
    ids,
  );
  database.run(
    `DELETE FROM pending WHERE user_id IN (SELECT value FROM json_each(?))
       AND NOT EXISTS (SELECT 1 FROM resource WHERE id = pending.user_id)
       AND NOT EXISTS (SELECT 1 FROM link WHERE link.target = pending.target AND link.user_id = pending.user_id)`,
    ids,
  );
  forgetWhenDone(database, ids);
  return raised.map(({ user_id }) => user_id);
}

/**
 * Forgets the deleted ones among users once no target has anything before it for them.
 *
 * @param ids JSON array of user ids.
 */
export function forgetWhenDone(database: Database, ids: string): void {
  // Links go with the subject, by foreign key.
  database.run(
    `DELETE FROM subject WHERE user_id IN (SELECT value FROM json_each(?))
       AND NOT EXISTS (SELECT 1 FROM resource WHERE id = subject.user_id)
       AND NOT EXISTS (SELECT 1 FROM pending WHERE pending.user_id = subject.user_id)`,
    ids,
  );
}
