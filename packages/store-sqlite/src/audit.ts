import {
  type AuditEvent,
  type AuditEventDraft,
  type AuditLog,
  type ChainHead,
  emptyChain,
  extendChain,
} from '@scim-superset/core';
import type { Database } from './database.ts';

/** Reads the audit chain from a database. */
export function createSqliteAudit(database: Database): AuditLog {
  return {
    async read({ after, limit }) {
      return database.read(() => {
        const rows = database.all<ChainHead & { readonly draft: string }>(
          'SELECT sequence, hash, draft FROM event WHERE sequence > ? ORDER BY sequence LIMIT ?',
          after,
          limit,
        );
        return rows.map(
          ({ sequence, hash, draft }): AuditEvent => ({
            // The text is JSON.stringify of a draft.
            ...(JSON.parse(draft) as AuditEventDraft),
            sequence,
            hash,
          }),
        );
      });
    },
  };
}

/** Extends the audit chain. Belongs into the transaction that writes what the events record. */
export function appendEvents(database: Database, drafts: readonly AuditEventDraft[]): void {
  if (drafts.length === 0) return;
  const head = database.get<ChainHead>('SELECT sequence, hash FROM event ORDER BY sequence DESC LIMIT 1');
  for (const { sequence, hash, ...draft } of extendChain(head ?? emptyChain, drafts)) {
    database.run('INSERT INTO event (sequence, hash, draft) VALUES (?, ?, ?)', sequence, hash, JSON.stringify(draft));
  }
}
