import type { Lag } from '@scim-superset/core';
import type { Database } from './database.ts';

/** How far a target is behind; a target never heard of is behind with every user. */
export function lagOf(database: Database, name: string): Lag {
  const target = database.get<{ readonly number: number }>('SELECT number FROM target WHERE name = ?', name);
  return target === undefined ? lagOfNewTarget(database) : lagOfTarget(database, target.number);
}

function lagOfTarget(database: Database, target: number): Lag {
  const { pending, urgent, oldest } = counted(
    database.get<Counts>(
      'SELECT count(*) AS pending, total(urgent) AS urgent, min(since) AS oldest FROM pending WHERE target = ?',
      target,
    ),
  );
  const failing = database.get<{ readonly count: number }>(
    'SELECT count(*) AS count FROM pending WHERE target = ? AND failure_number IS NOT NULL',
    target,
  );
  const last = database.get<{ readonly failure: string }>(
    `SELECT failure FROM pending WHERE target = ? AND failure_number IS NOT NULL
     ORDER BY failure_number DESC LIMIT 1`,
    target,
  );
  return { pending, urgent, failing: failing?.count ?? 0, oldest, lastFailure: last?.failure };
}

function lagOfNewTarget(database: Database): Lag {
  const counts = database.get<Counts>(
    `SELECT count(*) AS pending, total(urgent_version > 0) AS urgent, min(first_at) AS oldest FROM subject
     WHERE EXISTS (SELECT 1 FROM resource WHERE id = subject.user_id)`,
  );
  return { ...counted(counts), failing: 0, lastFailure: undefined };
}

interface Counts {
  readonly pending: number;
  readonly urgent: number;
  readonly oldest: number | null;
}

function counted(counts: Counts | undefined): Pick<Lag, 'pending' | 'urgent' | 'oldest'> {
  return {
    pending: counts?.pending ?? 0,
    urgent: counts?.urgent ?? 0,
    oldest: counts?.oldest ?? undefined,
  };
}
