import type { CommitResult, WriteBatch } from '../resource-store.ts';
import { findConflict } from './find-conflict.ts';
import { frozenCopy } from './frozen-copy.ts';
import { appendEvents } from './memory-audit.ts';
import type { MemoryState } from './memory-state.ts';
import { markedUsers, raiseDesired } from './raise-desired.ts';
import { createWriter } from './writer.ts';

/** Applies a batch, or nothing of it. Runs without yielding, so that nobody sees a half-applied batch. */
export function commitBatch(state: MemoryState, batch: WriteBatch): CommitResult {
  const { at, puts = [], memberships = [], deletes = [], dirty = [], events = [] } = frozenCopy(batch);
  const conflict = findConflict(state, { at, puts, memberships, deletes });
  if (conflict !== undefined) return { ok: false, conflict };

  const writer = createWriter(state, at);
  const written = puts.map((put) => writer.put(put));
  const changes = memberships.map((change) => ({ event: change.event, result: writer.changeMembers(change) }));
  writer.mark(markedUsers(state, dirty));
  for (const deletion of deletes) writer.delete(deletion);

  appendEvents(state, [
    ...events,
    ...changes
      .filter(({ result }) => result.added.length + result.removed.length > 0)
      .map(({ event, result: { added, removed } }) => ({ ...event, data: { ...event.data, added, removed } })),
  ]);
  return {
    ok: true,
    resources: written.map((entry) => entry.resource),
    memberships: changes.map(({ result }) => result),
    dirty: raiseDesired(state, writer.dirty, Date.parse(at)),
  };
}
