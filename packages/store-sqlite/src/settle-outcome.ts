import type { Outcome } from '@scim-superset/core';
import type { Database } from './database.ts';
import { forgetWhenDone } from './raise-desired.ts';

type Applied = Extract<Outcome, { readonly kind: 'applied' }>;
type Failed = Extract<Outcome, { readonly kind: 'failed' }>;

/** Records what became of a claim, without its events. Belongs into a transaction. */
export function settleOutcome(database: Database, target: number, outcome: Outcome, now: number): void {
  if (outcome.kind === 'applied') settleApplied(database, target, outcome, now);
  else settleFailed(database, target, outcome);
}

function settleApplied(database: Database, target: number, outcome: Applied, now: number): void {
  const { userId, version, account, state } = outcome;
  // Applied goes no further than desired, or the next change would pass for applied. Nothing happens for a user who is
  // gone, nor when a worker that lost its lease reports what a later one has already overwritten.
  const recorded = database.run(
    `INSERT INTO link (target, user_id, applied, account, state)
     SELECT ?, user_id, min(?, desired), ?, ? FROM subject WHERE user_id = ?
     ON CONFLICT (target, user_id) DO UPDATE SET
       applied = excluded.applied, account = excluded.account, state = excluded.state
     WHERE excluded.applied >= link.applied`,
    target,
    version,
    account ?? null,
    JSON.stringify(state),
    userId,
  );
  if (recorded === 0) return;
  database.run(
    `DELETE FROM pending WHERE target = ? AND user_id = ?
       AND (SELECT desired FROM subject WHERE subject.user_id = pending.user_id) <= ?`,
    target,
    userId,
    version,
  );
  // Settled without a claim, after the deletion: only now the target turns out to know the user.
  database.run(
    `INSERT INTO pending (target, user_id, urgent, since)
     SELECT ?1, user_id, urgent_version > ?3, ?4 FROM subject WHERE user_id = ?2 AND desired > ?3
     ON CONFLICT DO NOTHING`,
    target,
    userId,
    version,
    now,
  );
  // What is left is a newer version. Only the worker that holds the lease ends it.
  database.run(
    `UPDATE pending SET failure = NULL, attempts = 0, retry_at = 0, failure_number = NULL,
       urgent = (SELECT urgent_version FROM subject WHERE subject.user_id = pending.user_id) > ?3
     WHERE target = ?1 AND user_id = ?2`,
    target,
    userId,
    version,
  );
  database.run(
    `UPDATE pending SET lease_until = 0, since = coalesce(overtaken_at, since), claimed_version = NULL, overtaken_at = NULL
     WHERE target = ? AND user_id = ? AND claimed_version <= ?`,
    target,
    userId,
    version,
  );
  forgetWhenDone(database, JSON.stringify([userId]));
}

function settleFailed(database: Database, target: number, { userId, message, retryAt }: Failed): void {
  const recorded = database.run(
    `UPDATE pending SET failure = ?3, attempts = attempts + 1, retry_at = ?4, lease_until = 0,
       claimed_version = NULL, overtaken_at = NULL, failure_number = (
         SELECT coalesce(max(failure_number), 0) + 1 FROM pending WHERE target = ?1 AND failure_number IS NOT NULL
       )
     WHERE target = ?1 AND user_id = ?2`,
    target,
    userId,
    message,
    retryAt,
  );
  if (recorded > 0) {
    database.run('INSERT INTO link (target, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING', target, userId);
  }
}
