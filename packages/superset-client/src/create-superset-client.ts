import { createGroups } from './groups.ts';
import { createRequester } from './http/requester.ts';
import { createSession } from './http/session.ts';
import { createTransport } from './http/transport.ts';
import { probe } from './probe.ts';
import { createRoles } from './roles.ts';
import type { SupersetClient, SupersetClientOptions } from './superset-client.ts';
import { createUsers } from './users.ts';

/**
 * Creates a client of one Superset's identity API. Opens no connection and signs in with the first call. All calls throw
 * {@link SupersetError}, or the reason of their `signal`. Throws a TypeError for a URL that cannot be one.
 *
 * @example
 * ```ts
 * import { createSupersetClient } from '@scim-superset/superset-client';
 *
 * const superset = createSupersetClient({
 *   url: 'https://superset.example.com',
 *   credentials: { username: 'scim', password: process.env['SUPERSET_PASSWORD'] ?? '' },
 * });
 * const { missingPermissions } = await superset.probe();
 * for await (const user of superset.users.list()) {
 *   if (!user.active) continue;
 * }
 * await superset.close();
 * ```
 */
export function createSupersetClient(options: SupersetClientOptions): SupersetClient {
  const {
    credentials,
    timeoutMs = 10_000,
    retries = 3,
    retryDelayMs = 200,
    connections = 8,
    clock = Date.now,
  } = options;
  const url = parseUrl(options.url);
  const transport = createTransport({ url, timeoutMs, connections, clock, dispatcher: options.dispatcher });
  const session = createSession(credentials, transport, clock);
  const requester = createRequester(transport, session, { retries, delayMs: retryDelayMs });
  return {
    url,
    users: createUsers(requester),
    roles: createRoles(requester),
    groups: createGroups(requester),
    probe: (callOptions) => probe(requester, callOptions),
    close: () => transport.close(),
  };
}

function parseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(
      'url: not an http or https URL. Give the address of Superset, for example https://superset.example.com.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('url: holds a username or password. Give them as `credentials`.');
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
