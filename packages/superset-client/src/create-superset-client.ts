import { createAssets } from './assets/create-assets.ts';
import { createDatasets } from './datasets/create-datasets.ts';
import { createGroups } from './groups/create-groups.ts';
import { createRequester } from './http/requester.ts';
import { createSession } from './http/session.ts';
import { createTransport } from './http/transport.ts';
import { createLog } from './log/create-log.ts';
import { createPermissions } from './permissions/create-permissions.ts';
import { probe } from './probe/probe.ts';
import { readFeatures } from './probe/read-features.ts';
import { createRoles } from './roles/create-roles.ts';
import { createRowLevelSecurity } from './row-level-security/create-row-level-security.ts';
import type { SupersetClient, SupersetClientOptions, SupersetCredentials } from './superset-client.ts';
import { createUsers } from './users/create-users.ts';

/**
 * Creates a client of one Superset's identity API. Opens no connection and signs in with the first call. All calls throw
 * {@link SupersetError}, or the reason of their `signal`. Throws a TypeError for a URL or credentials that cannot be such.
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
  checkCredentials(credentials);
  if (!(Number.isInteger(connections) && connections > 0))
    throw new TypeError('connections: not a whole number above 0.');
  // What timers can wait for; they take anything longer for no time at all.
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) throw new TypeError('timeoutMs: not between 0 and 2,147,483,647.');
  const transport = createTransport({ url, timeoutMs, connections, clock, dispatcher: options.dispatcher });
  const session = createSession(credentials, { transport, timeoutMs, clock });
  const requester = createRequester({ url, transport, session, policy: { retries, delayMs: retryDelayMs } });
  return {
    url,
    users: createUsers(requester),
    roles: createRoles(requester),
    groups: createGroups(requester),
    permissions: createPermissions(requester),
    rowLevelSecurity: createRowLevelSecurity(requester),
    datasets: createDatasets(requester),
    assets: createAssets(requester),
    log: createLog(requester),
    probe: (callOptions) => probe(requester, callOptions),
    features: (callOptions) => readFeatures(requester, callOptions),
    close: () => transport.close(),
  };
}

/** Most often it is the line break at the end of a file with a secret. */
function checkCredentials(credentials: SupersetCredentials): void {
  if ('apiKey' in credentials && !/^[\x21-\x7e]*$/.test(credentials.apiKey)) {
    throw new TypeError(
      'credentials.apiKey: holds a line break, a space or another character that no key has. Remove it.',
    );
  }
  if ('password' in credentials && /[\0\r\n]/.test(credentials.password)) {
    throw new TypeError('credentials.password: holds a line break or NUL, which nobody can type. Remove it.');
  }
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
