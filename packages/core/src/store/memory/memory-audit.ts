import { type AuditEventDraft, emptyChain, extendChain } from '../audit-chain.ts';
import type { AuditLog } from '../store.ts';
import { frozenCopy } from './frozen-copy.ts';
import type { MemoryState } from './memory-state.ts';

/** The in-memory audit log. `open` returns the state or throws when the store is closed. */
export function createMemoryAudit(open: () => MemoryState): AuditLog {
  return {
    async read({ after, limit }) {
      // Sequences start at 1 and have no gap, so that an event's index is its sequence less one.
      return open().events.slice(after, after + limit);
    },
  };
}

/** Extends the audit chain. */
export function appendEvents(state: MemoryState, drafts: readonly AuditEventDraft[]): void {
  const events = extendChain(state.events.at(-1) ?? emptyChain, drafts);
  for (const event of events) state.events.push(frozenCopy(event));
}
