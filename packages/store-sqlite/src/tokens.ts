import { StoreError, type TokenRecord, type TokenScope, type TokenStore } from '@scim-superset/core';
import type { Database } from './database.ts';

interface TokenRow {
  readonly id: string;
  readonly hash: string;
  readonly name: string;
  readonly scopes: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
}

/** Keeps token records in a database. */
export function createSqliteTokens(database: Database): TokenStore {
  const find = (id: string): TokenRecord | undefined => {
    const row = database.get<TokenRow>('SELECT * FROM token WHERE id = ?', id);
    return row === undefined ? undefined : tokenOf(row);
  };
  return {
    async insert({ id, hash, name, scopes, createdAt, expiresAt, lastUsedAt, revokedAt }) {
      database.write(() => {
        const inserted = database.run(
          `INSERT INTO token (id, hash, name, scopes, created_at, expires_at, last_used_at, revoked_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
          id,
          hash,
          name,
          JSON.stringify(scopes),
          createdAt,
          expiresAt,
          lastUsedAt ?? null,
          revokedAt ?? null,
        );
        if (inserted === 0) {
          throw new StoreError('duplicate', `A token with the id "${id}" or with the same hash exists`);
        }
      });
    },
    async find(id) {
      return database.read(() => find(id));
    },
    async list() {
      return database.read(() =>
        database
          .all<TokenRow>('SELECT * FROM token ORDER BY number')
          .map(tokenOf)
          .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt)),
      );
    },
    async revoke(id, at) {
      return database.write(
        () => database.run('UPDATE token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', at, id) > 0,
      );
    },
    async touch(id, at) {
      database.write(() => {
        const token = find(id);
        if (token === undefined) return;
        const later = token.lastUsedAt === undefined || Date.parse(token.lastUsedAt) < Date.parse(at);
        if (later) database.run('UPDATE token SET last_used_at = ? WHERE id = ?', at, id);
      });
    },
  };
}

function tokenOf(row: TokenRow): TokenRecord {
  return {
    id: row.id,
    name: row.name,
    hash: row.hash,
    // The text is JSON.stringify of a record's scopes.
    scopes: JSON.parse(row.scopes) as readonly TokenScope[],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}
