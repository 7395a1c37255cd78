import { createServer, type Server } from 'node:net';
import { createSupersetClient } from '@scim-superset/superset-client';
import { expect, it } from 'vitest';
import { withEmulator } from '../emulated.ts';

const once = { retries: 0 };

it('gives up at the deadline and says that a write may have arrived', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      emulator.fault({ method: 'DELETE', answer: 'silence' });
      await expect(client.groups.delete(1)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('did not answer within 100 ms'),
        maybeApplied: true,
      });
    },
    { client: { ...once, timeoutMs: 100 } },
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
  const server = await listen();
  const { port } = server.address() as { port: number };
  const client = createSupersetClient({ url: `http://127.0.0.1:${port}`, credentials: { apiKey: 'k' }, ...once });
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

function listen(): Promise<Server> {
  const server = createServer((socket) => socket.once('data', () => socket.end('SSH-2.0-nothing\r\n')));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
