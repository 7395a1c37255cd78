import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { parseJson } from '../http/parse-json.ts';
import { answerRequest, type Emulation } from './answer-request.ts';
import { createEmulatorState } from './emulator-state.ts';
import { createFaults, faultReply } from './faults.ts';
import { inspectGroups, inspectRoles, inspectUsers } from './inspect.ts';
import type { Reply } from './reply.ts';
import type { RouteRequest } from './route.ts';
import { dashboardRoutes } from './routes/dashboards.ts';
import { dataRoutes } from './routes/data.ts';
import { groupRoutes } from './routes/groups.ts';
import { createMeRoute } from './routes/me.ts';
import { permissionRoutes } from './routes/permissions.ts';
import { createRoleRoutes } from './routes/roles.ts';
import { rowLevelSecurityRoutes } from './routes/row-level-security.ts';
import { createSignInRoutes } from './routes/sign-in.ts';
import { createUserRoutes } from './routes/users.ts';
import { createSessions } from './sessions.ts';
import type { RecordedRequest, SupersetEmulator, SupersetEmulatorOptions } from './superset-emulator.ts';
import { createTokens } from './tokens.ts';
import { versionTraits } from './version-traits.ts';

/**
 * Starts a server on 127.0.0.1 that answers Superset's identity API as Superset does, with its traps, from memory.
 * One contract suite holds it and real Supersets to the same answers; it is no Superset for production. Call `stop` when
 * done. Throws when the port is taken.
 *
 * @example
 * ```ts
 * import { createSupersetClient } from '@scim-superset/superset-client';
 * import { createSupersetEmulator } from '@scim-superset/superset-client/testing';
 *
 * const emulator = await createSupersetEmulator({ version: '5.0' });
 * const superset = createSupersetClient(emulator);
 * emulator.fault({ method: 'PUT', answer: 'reset', applied: true });
 * await superset.users.update(1, { firstName: 'Ada' });
 * await superset.close();
 * await emulator.stop();
 * ```
 */
export async function createSupersetEmulator(options: SupersetEmulatorOptions = {}): Promise<SupersetEmulator> {
  const { version = '6.1', admin = { username: 'admin', password: 'admin' }, tables = {}, clock = Date.now } = options;
  const traits = versionTraits[version];
  const state = createEmulatorState({ traits, admin, tables, clock });
  const tokens = createTokens({ secret: randomUUID(), accessTokenSeconds: options.accessTokenSeconds ?? 900, clock });
  const sessions = createSessions();
  const emulation: Emulation = {
    state,
    tokens,
    sessions,
    routes: [
      ...createSignInRoutes(tokens, sessions),
      createMeRoute(traits.meTakesTokens),
      ...createUserRoutes(),
      ...createRoleRoutes(traits.groupRoles),
      ...groupRoutes,
      ...permissionRoutes,
      ...dataRoutes,
      ...dashboardRoutes,
      ...rowLevelSecurityRoutes,
    ],
  };
  const faults = createFaults();
  const requests: RecordedRequest[] = [];

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    const record = {
      method: request.method,
      path: decodeURIComponent(incoming.url ?? ''),
      body: parseJson(request.text),
      status: undefined as number | undefined,
    };
    requests.push(record);
    const fault = faults.take(request.method, request.path);
    if (fault?.latencyMs !== undefined) await wait(fault.latencyMs);
    const own = fault?.answer === undefined || fault.applied ? await answerRequest(emulation, request) : undefined;
    if (fault?.answer === 'silence') return;
    if (fault?.answer === 'reset') {
      incoming.socket.destroy();
      return;
    }
    const reply = fault?.answer === undefined ? own : faultReply(fault.answer);
    if (reply === undefined) return;
    record.status = reply.status;
    send(outgoing, reply);
  }

  const server = createServer((incoming, outgoing) => {
    // A client that gives up while it sends is no failure of the emulator.
    answer(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  let port = options.port ?? 0;

  async function start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
    // A server that listens on a port has such an address.
    ({ port } = server.address() as AddressInfo);
  }

  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    credentials: admin,
    requests,
    users: () => inspectUsers(state),
    roles: () => inspectRoles(state),
    groups: () => inspectGroups(state),
    fault: faults.add,
    start,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<RouteRequest> {
  const url = new URL(incoming.url ?? '/', 'http://emulator');
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    q: url.searchParams.get('q') ?? undefined,
    headers,
    text,
  };
}

function send(outgoing: ServerResponse, { status, body, headers }: Reply): void {
  const isPage = typeof body === 'string';
  outgoing.writeHead(status, {
    'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    ...headers,
  });
  outgoing.end(isPage ? body : JSON.stringify(body));
}
