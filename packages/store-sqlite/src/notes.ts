import type { ReconciliationStore } from '@scim-superset/core';
import type { Database } from './database.ts';

/** Keeps documents about targets in a database. */
export function createSqliteNotes(database: Database): Pick<ReconciliationStore, 'note' | 'putNote' | 'swapNote'> {
  const find = (target: string, name: string): string | undefined =>
    database.get<{ readonly value: string }>('SELECT value FROM note WHERE target = ? AND name = ?', target, name)
      ?.value;

  function put(target: string, name: string, value: unknown): void {
    if (value === undefined) database.run('DELETE FROM note WHERE target = ? AND name = ?', target, name);
    else {
      database.run(
        'INSERT INTO note (target, name, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
        target,
        name,
        JSON.stringify(value),
      );
    }
  }

  return {
    async note(target, name) {
      const text = database.read(() => find(target, name));
      return text === undefined ? undefined : JSON.parse(text);
    },
    async putNote(target, name, value) {
      database.write(() => put(target, name, value));
    },
    async swapNote(target, name, { expected, value }) {
      return database.write(() => {
        if (find(target, name) !== JSON.stringify(expected)) return false;
        put(target, name, value);
        return true;
      });
    },
  };
}
