import {
  groupTypeName,
  type MembershipChange,
  type MembershipResult,
  type ResourceDelete,
  type ResourcePut,
  userTypeName,
} from '@scim-superset/core';
import { changeMembership } from './change-membership.ts';
import type { Database } from './database.ts';
import { Refusal } from './refusal.ts';
import { usersWithin } from './resources.ts';
import { writeKeys } from './write-keys.ts';

/** The steps of one batch. Each throws a {@link Refusal} when its precondition does not hold. */
export interface BatchWriter {
  put(put: ResourcePut): void;
  changeMembers(change: MembershipChange): MembershipResult;
  delete(deletion: ResourceDelete): void;
  mark(users: Iterable<readonly [id: string, urgent: boolean]>): void;
  /** Users whose access the batch may change, and whether that is urgent. */
  readonly dirty: ReadonlyMap<string, boolean>;
}

interface Current {
  readonly sequence: number;
  readonly type: string;
  readonly version: number;
}

/** Creates the steps of one batch, committed at an RFC 3339 instant. They belong into one transaction. */
export function createBatchWriter(database: Database, at: string): BatchWriter {
  const dirty = new Map<string, boolean>();
  /** Versions before the batch of the resources that it has created (0) or raised, by sequence. */
  const before = new Map<number, number>();

  const find = (id: string): Current | undefined =>
    database.get<Current>('SELECT sequence, type, version FROM resource WHERE id = ?', id);

  function mark(users: Iterable<readonly [id: string, urgent: boolean]>): void {
    for (const [id, urgent] of users) dirty.set(id, urgent || dirty.get(id) === true);
  }

  const versionBefore = ({ sequence, version }: Current): number => before.get(sequence) ?? version;

  function demand(type: string, id: string, expectedVersion: number | undefined): Current {
    const current = find(id);
    if (current?.type !== type) throw new Refusal({ kind: 'missing', type, id });
    const actual = versionBefore(current);
    if (expectedVersion !== undefined && actual !== expectedVersion) {
      throw new Refusal({ kind: 'version', type, id, actual });
    }
    return current;
  }

  /** However much of a resource a batch changes, its version rises by one. */
  function raise(sequence: number): void {
    if (before.has(sequence)) return;
    const raised = database.get<{ readonly version: number }>(
      'UPDATE resource SET version = version + 1, last_modified = ? WHERE sequence = ? RETURNING version',
      at,
      sequence,
    );
    if (raised !== undefined) before.set(sequence, raised.version - 1);
  }

  function addToTotal(type: string, count: 1 | -1): void {
    database.run(
      `INSERT INTO resource_total (type, total) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET total = total + excluded.total`,
      type,
      count,
    );
  }

  function create({ type, id, label, attributes }: ResourcePut): number {
    const existing = find(id);
    if (existing !== undefined) {
      // At least 1: what the batch itself has created exists as well.
      throw new Refusal({ kind: 'version', type, id, actual: Math.max(versionBefore(existing), 1) });
    }
    const created = database.get<{ readonly sequence: number }>(
      `INSERT INTO resource (id, type, version, created, last_modified, label, attributes)
       VALUES (?, ?, 1, ?, ?, ?, ?) RETURNING sequence`,
      id,
      type,
      at,
      at,
      label,
      JSON.stringify(attributes),
    );
    const sequence = created?.sequence ?? 0;
    before.set(sequence, 0);
    addToTotal(type, 1);
    if (type === userTypeName) mark([[id, false]]);
    return sequence;
  }

  function replace({ type, id, label, attributes, expectedVersion }: ResourcePut): number {
    const { sequence } = demand(type, id, expectedVersion);
    raise(sequence);
    database.run(
      'UPDATE resource SET label = ?, attributes = ? WHERE sequence = ?',
      label,
      JSON.stringify(attributes),
      sequence,
    );
    return sequence;
  }

  return {
    dirty,
    mark,
    put(put) {
      const sequence = put.expectedVersion === 0 ? create(put) : replace(put);
      writeKeys(database, sequence, put);
    },
    changeMembers(change) {
      const group = demand(groupTypeName, change.groupId, change.expectedVersion);
      const result = changeMembership(database, group.sequence, change);
      const changed = [...result.added, ...result.removed];
      if (changed.length > 0) {
        raise(group.sequence);
        mark(usersWithin(database, changed).map((user) => [user, false]));
      }
      return result;
    },
    delete({ type, id, expectedVersion }) {
      const { sequence } = demand(type, id, expectedVersion);
      mark(usersWithin(database, [id]).map((user) => [user, user === id]));
      const parents = database.all<{ readonly group_sequence: number }>(
        'SELECT group_sequence FROM membership WHERE member_sequence = ?',
        sequence,
      );
      for (const parent of parents) raise(parent.group_sequence);
      // Keys and memberships go with it, by foreign key.
      database.run('DELETE FROM resource WHERE sequence = ?', sequence);
      addToTotal(type, -1);
    },
  };
}
