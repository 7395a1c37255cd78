import type { Database } from './database.ts';
import { forgetWhenDone } from './raise-desired.ts';

/**
 * The number of the target of that name. For a new one every user becomes pending, as long as the user has been waiting
 * altogether. Belongs into a transaction.
 */
export function registerTarget(database: Database, name: string): number {
  const known = database.get<{ readonly number: number }>('SELECT number FROM target WHERE name = ?', name);
  if (known !== undefined) return known.number;
  const created = database.get<{ readonly number: number }>(
    'INSERT INTO target (name) VALUES (?) RETURNING number',
    name,
  );
  const number = created?.number ?? 0;
  database.run(
    `INSERT INTO pending (target, user_id, urgent, since)
     SELECT ?, user_id, urgent_version > 0, first_at FROM subject
     WHERE EXISTS (SELECT 1 FROM resource WHERE id = subject.user_id)`,
    number,
  );
  return number;
}

/** Removes a target with all that is kept about it, and deleted users whom no other target waits for. */
export function forgetTarget(database: Database, name: string): void {
  database.run('DELETE FROM note WHERE target = ?', name);
  const known = database.get<{ readonly number: number }>('SELECT number FROM target WHERE name = ?', name);
  if (known === undefined) return;
  const pending = database.all<{ readonly user_id: string }>(
    'DELETE FROM pending WHERE target = ? RETURNING user_id',
    known.number,
  );
  database.run('DELETE FROM link WHERE target = ?', known.number);
  database.run('DELETE FROM target WHERE number = ?', known.number);
  forgetWhenDone(database, JSON.stringify(pending.map(({ user_id }) => user_id)));
}
