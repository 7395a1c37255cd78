import type { IndexKey, ResourcePut } from '@scim-superset/core';
import type { Database } from './database.ts';
import { Refusal } from './refusal.ts';

interface KeyRow {
  readonly name: string;
  readonly value: string;
  readonly is_unique: number;
}

/**
 * Replaces the keys of a resource, writing only those that differ: most changes touch no key.
 *
 * @throws {Refusal} when another resource of the type has a unique key.
 */
export function writeKeys(database: Database, sequence: number, { type, keys }: ResourcePut): void {
  const wanted = new Map<string, KeyRow>();
  for (const { name, value, unique } of keys) {
    const text = keyText({ name, value });
    // A key that is given twice is unique if it is so once.
    wanted.set(text, { name, value, is_unique: Math.max(Number(unique), wanted.get(text)?.is_unique ?? 0) });
  }
  const present = database.all<KeyRow>('SELECT name, value, is_unique FROM resource_key WHERE sequence = ?', sequence);
  for (const row of present) {
    const text = keyText(row);
    if (wanted.get(text)?.is_unique === row.is_unique) wanted.delete(text);
    else {
      database.run(
        'DELETE FROM resource_key WHERE type = ? AND name = ? AND value = ? AND sequence = ?',
        type,
        row.name,
        row.value,
        sequence,
      );
    }
  }
  for (const key of wanted.values()) {
    if (key.is_unique === 1) demandFree(database, type, key);
    database.run(
      'INSERT INTO resource_key (type, name, value, sequence, is_unique) VALUES (?, ?, ?, ?, ?)',
      type,
      key.name,
      key.value,
      sequence,
      key.is_unique,
    );
  }
}

function demandFree(database: Database, type: string, { name, value }: IndexKey): void {
  const owner = database.get<{ readonly id: string }>(
    `SELECT id FROM resource_key JOIN resource USING (sequence)
     WHERE resource_key.type = ? AND name = ? AND value = ? AND is_unique = 1`,
    type,
    name,
    value,
  );
  if (owner !== undefined) {
    throw new Refusal({ kind: 'uniqueness', key: { name, value }, existingId: owner.id });
  }
}

/** Names contain no space, so that no two keys share a text. */
function keyText({ name, value }: IndexKey): string {
  return `${name} ${value}`;
}
