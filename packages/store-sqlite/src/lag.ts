import type { Lag } from '@scim-superset/core';
import type { Database } from './database.ts';

interface LagRow {
  readonly pending: number;
  readonly held: number;
  readonly urgent: number;
  readonly failing: number;
  readonly oldest: number | null;
  readonly last_failure: string | null;
}

/** How far a target is behind; a target never heard of is behind with every user. */
export function lagOf(database: Database, target: string): Lag {
  const row = lagOfKnownTarget(database, target) ?? lagOfNewTarget(database);
  return {
    pending: row?.pending ?? 0,
    held: row?.held ?? 0,
    urgent: row?.urgent ?? 0,
    failing: row?.failing ?? 0,
    oldest: row?.oldest ?? undefined,
    lastFailure: row?.last_failure ?? undefined,
  };
}

/** Its cost depends on how many are urgent or failing, not on how many are pending. */
function lagOfKnownTarget(database: Database, target: string): LagRow | undefined {
  return database.get<LagRow>(
    `SELECT known.pending, known.held,
       (SELECT count(*) FROM pending INDEXED BY pending_in_order
         WHERE target = known.number AND held_version IS NULL AND urgent = 1) AS urgent,
       (SELECT count(*) FROM pending WHERE target = known.number AND failure_number IS NOT NULL) AS failing,
       (SELECT min(since) FROM (
         SELECT min(since) AS since FROM pending INDEXED BY pending_in_order
         WHERE target = known.number AND held_version IS NULL AND urgent = 1
         UNION ALL
         SELECT min(since) FROM pending INDEXED BY pending_in_order
         WHERE target = known.number AND held_version IS NULL AND urgent = 0
       )) AS oldest,
       (SELECT failure FROM pending WHERE target = known.number AND failure_number IS NOT NULL
         ORDER BY failure_number DESC LIMIT 1) AS last_failure
     FROM target AS known WHERE name = ?`,
    target,
  );
}

function lagOfNewTarget(database: Database): LagRow | undefined {
  return database.get<LagRow>(
    `SELECT count(*) AS pending, 0 AS held, total(urgent_version > 0) AS urgent, 0 AS failing, min(first_at) AS oldest,
       NULL AS last_failure
     FROM subject WHERE EXISTS (SELECT 1 FROM resource WHERE id = subject.user_id)`,
  );
}
