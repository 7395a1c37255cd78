import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { parseJson } from '../http/parse-json.ts';
import { answerRequest, type Emulation } from './answer-request.ts';
import { createEmulatorState } from './emulator-state.ts';
import { readRequest, sendReply } from './exchange.ts';
import { createFaults, faultReply } from './faults.ts';
import { inspectAssets, inspectGroups, inspectRoles, inspectUsers } from './inspect.ts';
import { createRoutes } from './routes/all-routes.ts';
import { createSessions } from './sessions.ts';
import { addAsset, removeAsset } from './stock.ts';
import type { RecordedRequest, SupersetEmulator, SupersetEmulatorOptions } from './superset-emulator.ts';
import { createTokens } from './tokens.ts';
import { versionTraits } from './version-traits.ts';
import { defaultPageCap } from './wire/list-query.ts';

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
  const { version = '6.1', admin = { username: 'admin', password: 'admin' }, clock = Date.now } = options;
  const { tables = {}, hiddenUsers = [], alertReports = true, pageCap = defaultPageCap } = options;
  const traits = versionTraits[version];
  const apiKeys = traits.knowsApiKeys && options.apiKeys === true;
  const state = createEmulatorState({ traits, admin, tables, hiddenUsers, apiKeys, clock });
  const tokens = createTokens({ secret: randomUUID(), accessTokenSeconds: options.accessTokenSeconds ?? 900, clock });
  const sessions = createSessions();
  const routes = createRoutes({ traits, tokens, sessions, apiKeys, alertReports });
  const emulation: Emulation = { state, tokens, sessions, routes };
  const faults = createFaults();
  const requests: RecordedRequest[] = [];

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming, pageCap);
    const record = {
      method: request.method,
      path: decodeURIComponent(incoming.url ?? ''),
      body: parseJson(request.text),
      status: undefined as number | undefined,
    };
    requests.push(record);
    const fault = faults.take(request.method, request.path);
    if (fault?.latencyMs !== undefined) await wait(fault.latencyMs);
    const answer = fault?.answer;
    const isOwn = answer === undefined || answer === 'truncated';
    const capped = { ...request, pageCap: fault?.pageCap ?? pageCap };
    const own = isOwn || fault?.applied ? await answerRequest(emulation, capped) : undefined;
    if (answer === 'silence') return;
    if (answer === 'reset') {
      incoming.socket.destroy();
      return;
    }
    const reply = isOwn ? own : faultReply(answer);
    if (reply === undefined) return;
    record.status = answer === 'truncated' ? undefined : reply.status;
    sendReply(outgoing, reply, answer === 'truncated');
  }

  const server = createServer((incoming, outgoing) => {
    // A client that gives up while it sends is no failure of the emulator.
    respond(incoming, outgoing).catch(() => incoming.socket.destroy());
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
    assets: () => inspectAssets(state),
    addAsset: (asset) => addAsset(state, asset),
    removeAsset: (kind, id) => removeAsset(state, kind, id),
    fault: faults.add,
    start,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
