import { issueToken, type TokenRecord } from '@scim-superset/core';
import { CliError } from '../cli-error.ts';
import { openStore } from '../configuration/open-store.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';
import { renderTable, type Terminal } from '../terminal.ts';

const dayMs = 86_400_000;

/** Options that all token commands share. */
export interface TokenOptions {
  readonly config: string;
}

/** Issues a token and shows it, this once. */
export async function createToken(
  name: string,
  options: TokenOptions & { readonly days: number; readonly readOnly?: boolean },
  terminal: Terminal,
): Promise<number> {
  return withStore(options.config, async (store) => {
    const { token, record } = await issueToken(store, {
      name,
      scopes: options.readOnly ? ['scim:read'] : ['scim:read', 'scim:write'],
      lifetimeMs: options.days * dayMs,
    });
    terminal.error(`Token ${record.id} for "${name}", valid until ${record.expiresAt}. It is not shown again:`);
    terminal.out(token);
    return 0;
  });
}

/** Lists all tokens without their secrets. */
export async function listTokens(options: TokenOptions, terminal: Terminal): Promise<number> {
  return withStore(options.config, async (store) => {
    const rows = (await store.tokens.list()).map((token) => [
      token.id,
      token.name,
      stateOf(token),
      token.scopes.join(' '),
      token.expiresAt,
      token.lastUsedAt ?? 'never',
    ]);
    terminal.out(...renderTable(['ID', 'NAME', 'STATE', 'SCOPES', 'EXPIRES', 'LAST USED'], rows));
    return 0;
  });
}

/** Revokes a token at once. */
export async function revokeToken(id: string, options: TokenOptions, terminal: Terminal): Promise<number> {
  return withStore(options.config, async (store) => {
    if (!(await store.tokens.revoke(id, new Date().toISOString()))) {
      throw new CliError(`There is no valid token "${id}"`, 'See: scim-superset token list');
    }
    terminal.error(`Token ${id} is revoked`);
    return 0;
  });
}

function stateOf({ revokedAt, expiresAt }: TokenRecord): string {
  if (revokedAt !== undefined) return 'revoked';
  return Date.parse(expiresAt) <= Date.now() ? 'expired' : 'valid';
}

async function withStore<T>(config: string, work: (store: ReturnType<typeof openStore>) => Promise<T>): Promise<T> {
  const { store: text, folder } = await readConfiguration(config, process.env);
  const store = openStore(text, folder);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
