import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createSupersetClient } from '@scim-superset/superset-client';
import { expect, it } from 'vitest';
import { createTransport } from '../../src/http/transport.ts';
import { withEmulator } from '../emulated.ts';

const once = { retries: 0 };

it('gives up at the deadline and says that a write may have arrived', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      emulator.fault({ method: 'DELETE', answer: 'silence' });
      await expect(client.groups.delete(1)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('did not answer within 1000 ms'),
        maybeApplied: true,
      });
    },
    { client: { ...once, timeoutMs: 1000 } },
  ));

it("ends a waiting call with the signal's own reason", () =>
  withEmulator(async ({ emulator, client }) => {
    await client.probe();
    emulator.fault({ answer: 'silence' });
    const controller = new AbortController();
    const call = client.users.get(1, { signal: controller.signal });
    const reason = new Error('shutting down');
    setTimeout(() => controller.abort(reason), 20);
    await expect(call).rejects.toBe(reason);
  }));

it('throws the reason of its signal, before and while it sends', async () => {
  const server = await listen(() => {});
  const url = `http://127.0.0.1:${portOf(server)}`;
  const transport = createTransport({ url, timeoutMs: 60_000, connections: 1, clock: Date.now });
  const reason = new Error('shutting down');
  const send = (signal: AbortSignal) => transport.send({ method: 'GET', path: '/', signal });
  await expect(send(AbortSignal.abort(reason))).rejects.toBe(reason);
  const controller = new AbortController();
  server.once('connection', () => controller.abort(reason));
  await expect(send(controller.signal)).rejects.toBe(reason);
  await transport.close();
  server.close();
});

it('ends a sign-in that others wait for only for the caller that gave up', () =>
  withEmulator(async ({ emulator, client }) => {
    emulator.fault({ path: /login/, latencyMs: 50 });
    const impatient = client.users.get(1, { signal: AbortSignal.timeout(10) });
    const patient = client.users.get(1);
    await expect(impatient).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(patient).resolves.toMatchObject({ id: 1 });
    expect(emulator.requests.filter(({ path }) => path.includes('login'))).toHaveLength(1);
  }));

it('knows that a refused connection applied nothing', async () => {
  const client = createSupersetClient({ url: 'http://127.0.0.1:1', credentials: { apiKey: 'k' }, ...once });
  await expect(client.groups.create({ name: 'g' })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('ECONNREFUSED'),
    maybeApplied: false,
  });
  await client.close();
});

it('tells an address where no HTTP is spoken', async () => {
  const server = await listen((socket) => socket.once('data', () => socket.end('SSH-2.0-nothing\r\n')));
  const url = `http://127.0.0.1:${portOf(server)}`;
  const client = createSupersetClient({ url, credentials: { apiKey: 'k' }, ...once });
  await expect(client.users.get(1)).rejects.toMatchObject({ code: 'protocol' });
  await client.close();
  server.close();
});

it('does not count the wait for a connection towards the deadline', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      emulator.fault({ path: /users/, times: Number.POSITIVE_INFINITY, latencyMs: 60 });
      const calls = Array.from({ length: 20 }, () => client.users.get(1));
      await expect(Promise.all(calls)).resolves.toHaveLength(20);
    },
    { client: { ...once, connections: 2, timeoutMs: 400 } },
  ));

it('lets what waits for a connection go when its signal aborts, and serves the others in order', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      const before = emulator.requests.length;
      emulator.fault({ path: /users/, latencyMs: 50 });
      const controller = new AbortController();
      const { signal } = controller;
      const first = client.users.get(1);
      const given = client.users.get(1, { signal });
      const others = Promise.all([client.users.update(1, { firstName: 'A' }), client.users.get(1)]);
      const reason = new Error('shutting down');
      setTimeout(() => controller.abort(reason), 10);
      await expect(given).rejects.toBe(reason);
      await first;
      await others;
      expect(emulator.requests.slice(before).map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET']);
    },
    { client: { connections: 1 } },
  ));

it('keeps one of several connections for an urgent call', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      const before = emulator.requests.length;
      emulator.fault({ path: /users/, times: 3, latencyMs: 50 });
      const others = Array.from({ length: 4 }, () => client.users.get(1));
      const urgent = client.users.update(1, { firstName: 'A' }, { urgent: true });
      await Promise.all([...others, urgent]);
      expect(emulator.requests.slice(before, before + 3).map(({ method }) => method)).toContain('PUT');
    },
    { client: { connections: 3 } },
  ));

it('keeps one of several connections for calls that are not urgent', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      const before = emulator.requests.length;
      emulator.fault({ path: /users/, times: 3, latencyMs: 50 });
      const urgent = Array.from({ length: 4 }, () => client.users.get(1, { urgent: true }));
      await Promise.all([...urgent, client.users.update(1, { firstName: 'A' })]);
      expect(emulator.requests.slice(before, before + 3).map(({ method }) => method)).toContain('PUT');
    },
    { client: { connections: 3 } },
  ));

it('serves an urgent call next where there is a single connection', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      const before = emulator.requests.length;
      emulator.fault({ path: /users/, latencyMs: 50 });
      const calls = [
        client.users.get(1),
        client.users.get(1),
        client.users.update(1, { firstName: 'A' }, { urgent: true }),
      ];
      await Promise.all(calls);
      expect(emulator.requests.slice(before).map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET']);
    },
    { client: { connections: 1 } },
  ));

it('answers what was under way when it was closed, and refuses what comes later at once', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      const under = [client.users.get(1), client.users.get(1), client.users.get(1)];
      await new Promise((resolve) => setTimeout(resolve, 0));
      const closing = client.close();
      await expect(client.users.get(1)).rejects.toThrow(
        new TypeError('This client of Superset is closed. Create another one.'),
      );
      const sent = emulator.requests.length;
      await expect(Promise.all(under)).resolves.toHaveLength(3);
      await closing;
      expect(emulator.requests.length).toBeLessThanOrEqual(sent + 3);
    },
    { client: { connections: 1 } },
  ));

it('answers urgent calls, too, that waited when it was closed', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      emulator.fault({ path: /users/, times: 2, latencyMs: 30 });
      const urgent = Array.from({ length: 6 }, () => client.users.get(1, { urgent: true }));
      await new Promise((resolve) => setTimeout(resolve, 0));
      const closing = client.close();
      await expect(Promise.all(urgent)).resolves.toHaveLength(6);
      await closing;
    },
    { client: { connections: 3 } },
  ));

it('refuses what cannot be the URL of a Superset, without repeating it', () => {
  const create = (url: string) => () => createSupersetClient({ url, credentials: { apiKey: 'k' } });
  expect(create('superset.example.com')).toThrow(/^url: not an http or https URL/);
  expect(create('https://admin:hunter2@superset.example.com')).toThrow(/^url: holds a username or password/);
  expect(create('https://superset.example.com/base//')().url).toBe('https://superset.example.com/base');
});

it.for([
  { apiKey: 'sst_hunter2\n' },
  { apiKey: 'sst hunter2' },
  { apiKey: 'sst_hünter2' },
  { username: 'scim', password: 'hunter2\n' },
])('refuses credentials that cannot be sent, without repeating them: %o', (credentials) => {
  const [option] = Object.keys(credentials).slice(-1);
  const create = () => createSupersetClient({ url: 'http://localhost', credentials });
  expect(create).toThrow(TypeError);
  expect(create).toThrow(new RegExp(`^credentials\\.${option}: (?!.*hunter)`));
});

it('refuses to have no connection, and to wait for ever', () => {
  const options = { url: 'http://localhost', credentials: { apiKey: 'k' } };
  expect(() => createSupersetClient({ ...options, connections: 0 })).toThrow(/^connections: /);
  expect(() => createSupersetClient({ ...options, timeoutMs: Number.POSITIVE_INFINITY })).toThrow(/^timeoutMs: /);
});

function listen(accept: (socket: Socket) => void): Promise<Server> {
  const server = createServer(accept);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
