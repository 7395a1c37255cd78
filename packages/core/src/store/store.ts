import type { AuditEvent } from './audit-chain.ts';
import type { ReconciliationStore } from './reconciliation-store.ts';
import type { ResourceStore } from './resource-store.ts';
import type { TokenStore } from './token-store.ts';

/**
 * Everything scim-superset keeps: the directory, its audit chain, what each target has applied, and access tokens.
 * One contract suite (`@scim-superset/core/testing`) runs on every implementation.
 */
export interface Store extends ResourceStore {
  readonly audit: AuditLog;
  readonly reconciliation: ReconciliationStore;
  readonly tokens: TokenStore;
  /** Releases files and connections. Calls after it are rejected. */
  close(): Promise<void>;
}

/** Reading the audit chain. Events are only ever written together with what they record. */
export interface AuditLog {
  /** Events with a sequence greater than `after`, oldest first, at most `limit`. */
  read(query: { readonly after: number; readonly limit: number }): Promise<readonly AuditEvent[]>;
}
