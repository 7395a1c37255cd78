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

it('refuses what cannot be the URL of a Superset, without repeating it', () => {
  const create = (url: string) => () => createSupersetClient({ url, credentials: { apiKey: 'k' } });
  expect(create('superset.example.com')).toThrow(/^url: not an http or https URL/);
  expect(create('https://admin:hunter2@superset.example.com')).toThrow(/^url: holds a username or password/);
  expect(create('https://superset.example.com/base//')().url).toBe('https://superset.example.com/base');
});

function listen(accept: (socket: Socket) => void): Promise<Server> {
  const server = createServer(accept);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
