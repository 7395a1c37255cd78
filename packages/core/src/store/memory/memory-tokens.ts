import { StoreError } from '../store-error.ts';
import type { TokenRecord, TokenStore } from '../token-store.ts';
import type { MemoryState } from './memory-state.ts';

/** The in-memory token records. `open` returns the state or throws when the store is closed. */
export function createMemoryTokens(open: () => MemoryState): TokenStore {
  return {
    async insert(token) {
      const { tokens } = open();
      if (tokens.has(token.id) || [...tokens.values()].some(({ hash }) => hash === token.hash)) {
        throw new StoreError('duplicate', `A token with the id "${token.id}" or with the same hash exists`);
      }
      tokens.set(token.id, frozenToken(token));
    },
    async find(id) {
      return open().tokens.get(id);
    },
    async list() {
      // Equal instants keep the order of insertion: the sort is stable.
      return [...open().tokens.values()].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
    },
    async revoke(id, at) {
      const { tokens } = open();
      const token = tokens.get(id);
      if (token === undefined || token.revokedAt !== undefined) return false;
      tokens.set(id, frozenToken({ ...token, revokedAt: at }));
      return true;
    },
    async touch(id, at) {
      const { tokens } = open();
      const token = tokens.get(id);
      if (token === undefined) return;
      const later = token.lastUsedAt === undefined || Date.parse(token.lastUsedAt) < Date.parse(at);
      if (later) tokens.set(id, frozenToken({ ...token, lastUsedAt: at }));
    },
  };
}

function frozenToken(token: TokenRecord): TokenRecord {
  return Object.freeze({ ...token, scopes: Object.freeze([...token.scopes]) });
}
