/** What a token may do. */
export type TokenScope = 'scim:read' | 'scim:write';

/** An access token, known by its hash only. Instants are RFC 3339 strings. */
export interface TokenRecord {
  /** Public identifier; part of the token's text, and what logs and audit show. */
  readonly id: string;
  readonly name: string;
  /** Lower-case hexadecimal SHA-256 of the whole token. */
  readonly hash: string;
  readonly scopes: readonly TokenScope[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | undefined;
  readonly revokedAt: string | undefined;
}

/** Keeps token records. Who may issue and revoke is the caller's business. */
export interface TokenStore {
  /** @throws {Error} when the id or the hash exists. */
  insert(token: TokenRecord): Promise<void>;
  find(id: string): Promise<TokenRecord | undefined>;
  /** All tokens, oldest first, revoked and expired ones included. */
  list(): Promise<readonly TokenRecord[]>;
  /** Marks the token as revoked. Returns false when there is none or it was revoked before. */
  revoke(id: string, at: string): Promise<boolean>;
  /** Records a use; a later instant wins. Does nothing when there is no such token. */
  touch(id: string, at: string): Promise<void>;
}
