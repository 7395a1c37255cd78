import type { CommitResult, WriteBatch } from '@scim-superset/core';
import { appendEvents } from './audit.ts';
import { createBatchWriter } from './batch-writer.ts';
import type { Database } from './database.ts';
import { markedUsers } from './marked-users.ts';
import { raiseDesired } from './raise-desired.ts';
import { Refusal } from './refusal.ts';
import { readResource } from './resources.ts';

/** Applies a batch in one durable transaction, or nothing of it. */
export function commitBatch(database: Database, batch: WriteBatch): CommitResult {
  try {
    return database.write(() => applyBatch(database, batch));
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, conflict: error.conflict };
    throw error;
  }
}

function applyBatch(database: Database, batch: WriteBatch): Extract<CommitResult, { ok: true }> {
  const { at, puts = [], memberships = [], deletes = [], dirty = [], events = [] } = batch;
  const writer = createBatchWriter(database, at);
  for (const put of puts) writer.put(put);
  const changes = memberships.map((change) => ({ event: change.event, result: writer.changeMembers(change) }));
  writer.mark(markedUsers(database, dirty));
  const written = puts.flatMap(({ type, id }) => readResource(database, type, id) ?? []);
  for (const deletion of deletes) writer.delete(deletion);

  appendEvents(database, [
    ...events,
    ...changes
      .filter(({ result }) => result.added.length + result.removed.length > 0)
      .map(({ event, result: { added, removed } }) => ({ ...event, data: { ...event.data, added, removed } })),
  ]);
  return {
    ok: true,
    // A deletion may have raised a group that was put; what was itself deleted stays as it was written.
    resources: deletes.length === 0 ? written : written.map((put) => readResource(database, put.type, put.id) ?? put),
    memberships: changes.map(({ result }) => result),
    dirty: raiseDesired(database, writer.dirty, Date.parse(at)),
  };
}
