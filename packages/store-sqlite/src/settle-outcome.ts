import type { Outcome } from '@scim-superset/core';
import type { Database } from './database.ts';
import { forgetWhenDone } from './raise-desired.ts';

type Applied = Extract<Outcome, { readonly kind: 'applied' }>;
type Held = Extract<Outcome, { readonly kind: 'held' }>;
type Failed = Extract<Outcome, { readonly kind: 'failed' }>;

/** Records what became of a claim, without its events. Belongs into a transaction. */
export function settleOutcome(database: Database, target: number, outcome: Outcome, now: number): void {
  if (outcome.kind === 'applied') settleApplied(database, target, outcome, now);
  else if (outcome.kind === 'held') settleHeld(database, target, outcome);
  else settleFailed(database, target, outcome);
}

function settleApplied(database: Database, target: number, outcome: Applied, now: number): void {
  const { userId, version, account, state } = outcome;
  const before = readStanding(database, target, userId);
  // Nothing happens for a user who is gone.
  if (before === undefined) return;
  const { desired } = before;
  // No further than desired, or the next change would pass for applied.
  const applied = Math.min(version, desired);
  // A worker that lost its lease reports what a later one has already overwritten.
  if (applied < before.applied) return;
  database.run(
    `INSERT INTO link (target, user_id, applied, account, state) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (target, user_id) DO UPDATE SET
       applied = excluded.applied, account = excluded.account, state = excluded.state`,
    target,
    userId,
    applied,
    account ?? null,
    JSON.stringify(state),
  );
  // An outcome may note account and state under way, without having applied anything newer.
  const isNote = applied === before.applied && applied < desired;
  if (before.troubled === 1 && !isNote) endTrouble(database, target, outcome);
  if (applied < desired) keepPending(database, target, outcome, now);
  else if (before.waits === 1) database.run('DELETE FROM pending WHERE target = ? AND user_id = ?', target, userId);
  if (before.deleted === 1) forgetWhenDone(database, JSON.stringify([userId]));
}

/** How a user stands at a target. */
interface Standing {
  readonly desired: number;
  readonly applied: number;
  /** 1 when something is pending. */
  readonly waits: number;
  /** 1 when there is a hold, a failure, or a time to wait for. */
  readonly troubled: number;
  readonly deleted: number;
}

function readStanding(database: Database, target: number, userId: string): Standing | undefined {
  return database.get<Standing>(
    `SELECT desired, coalesce(applied, 0) AS applied, pending.user_id IS NOT NULL AS waits,
       hold IS NOT NULL OR failure IS NOT NULL OR coalesce(retry_at, 0) <> 0 AS troubled,
       NOT EXISTS (SELECT 1 FROM resource WHERE id = subject.user_id) AS deleted
     FROM subject
     LEFT JOIN link ON link.target = ?1 AND link.user_id = subject.user_id
     LEFT JOIN pending ON pending.target = ?1 AND pending.user_id = subject.user_id
     WHERE subject.user_id = ?2`,
    target,
    userId,
  );
}

/** Of a user with a newer version, or one that was not pending. */
function keepPending(database: Database, target: number, { userId, version }: Applied, now: number): void {
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
    `UPDATE pending SET urgent = (SELECT urgent_version FROM subject WHERE subject.user_id = pending.user_id) > ?3
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
}

/** A success ends failures, and the hold unless a newer version is held. */
function endTrouble(database: Database, target: number, { userId, version }: Applied): void {
  database.run(
    `UPDATE link SET hold = NULL WHERE target = ?1 AND user_id = ?2 AND hold IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM pending WHERE target = ?1 AND user_id = ?2 AND held_version > ?3
     )`,
    target,
    userId,
    version,
  );
  database.run(
    `UPDATE pending SET failure = NULL, attempts = 0, retry_at = 0, failure_number = NULL
     WHERE target = ? AND user_id = ? AND (failure IS NOT NULL OR retry_at <> 0)`,
    target,
    userId,
  );
}

function settleHeld(database: Database, target: number, outcome: Held): void {
  const { userId, version, account, state, hold } = outcome;
  // Held goes no further than desired, as with what is applied. Nothing happens when a worker that lost its lease reports
  // what a later one is working on, has held or applied.
  const recorded = database.run(
    `UPDATE pending SET failure = NULL, attempts = 0, retry_at = 0, failure_number = NULL,
       held_version = (SELECT desired FROM subject WHERE subject.user_id = pending.user_id AND desired <= ?3),
       lease_until = 0, since = coalesce(overtaken_at, since), claimed_version = NULL, overtaken_at = NULL
     WHERE target = ?1 AND user_id = ?2 AND max(coalesce(claimed_version, 0), coalesce(held_version, 0)) <= ?3
       AND NOT EXISTS (SELECT 1 FROM link WHERE target = ?1 AND user_id = ?2 AND applied >= ?3)`,
    target,
    userId,
    version,
  );
  if (recorded === 0) return;
  database.run(
    `INSERT INTO link (target, user_id, account, state, hold) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (target, user_id) DO UPDATE SET account = excluded.account, state = excluded.state, hold = excluded.hold`,
    target,
    userId,
    account ?? null,
    JSON.stringify(state),
    JSON.stringify(hold),
  );
}

function settleFailed(database: Database, target: number, { userId, message, retryAt }: Failed): void {
  const recorded = database.run(
    `UPDATE pending SET failure = ?3, attempts = attempts + 1, retry_at = ?4, lease_until = 0, held_version = NULL,
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
