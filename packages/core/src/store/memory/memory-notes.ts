import type { ReconciliationStore } from '../reconciliation-store.ts';
import { frozenCopy } from './frozen-copy.ts';
import type { MemoryState } from './memory-state.ts';

/** The in-memory documents about targets. `open` returns the state or throws when the store is closed. */
export function createMemoryNotes(open: () => MemoryState): Pick<ReconciliationStore, 'note' | 'putNote' | 'swapNote'> {
  function put(target: string, name: string, value: unknown): void {
    const { notes } = open();
    const documents = notes.get(target) ?? new Map<string, unknown>();
    notes.set(target, documents);
    if (value === undefined) documents.delete(name);
    else documents.set(name, frozenCopy(value));
  }

  const note = (target: string, name: string): unknown => open().notes.get(target)?.get(name);

  return {
    async note(target, name) {
      return note(target, name);
    },
    async putNote(target, name, value) {
      put(target, name, value);
    },
    async swapNote(target, name, { expected, value }) {
      if (JSON.stringify(note(target, name)) !== JSON.stringify(expected)) return false;
      put(target, name, value);
      return true;
    },
  };
}
