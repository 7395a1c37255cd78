import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { person, withEmulator } from '../emulated.ts';

it.for([429, 502, 503, 504])('repeats a GET and a PUT after %s', (status) =>
  withEmulator(async ({ emulator, client }) => {
    emulator.fault({ method: 'GET', times: 2, answer: { status, body: '<h1>proxy</h1>' } });
    await expect(client.users.get(1)).resolves.toMatchObject({ id: 1 });
    emulator.fault({ method: 'PUT', times: 3, answer: { status, body: '<h1>proxy</h1>' } });
    await client.users.update(1, { firstName: 'Ada' });
    expect(emulator.users()[0]?.firstName).toBe('Ada');
  }),
);

it('stops after the given number of attempts', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      const before = emulator.requests.length;
      emulator.fault({ times: Number.POSITIVE_INFINITY, answer: { status: 503 } });
      await expect(client.users.get(1)).rejects.toMatchObject({ code: 'unavailable', status: 503 });
      expect(emulator.requests.length - before).toBe(3);
    },
    { client: { retries: 2 } },
  ));

it('waits as long as Retry-After asks', () =>
  withEmulator(async ({ emulator, client }) => {
    await client.probe();
    const before = emulator.requests.length;
    emulator.fault({ answer: { status: 429, headers: { 'retry-after': '1' } } });
    const call = client.users.get(1);
    await wait(500);
    expect(emulator.requests.length - before).toBe(1);
    await expect(call).resolves.toMatchObject({ id: 1 });
  }));

it('leaves long waits to the caller', () =>
  withEmulator(async ({ emulator, client }) => {
    await client.probe();
    emulator.fault({ answer: { status: 503, headers: { 'retry-after': '600' } } });
    await expect(client.users.get(1)).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 600_000 });
  }));

it('does not repeat what Superset refused', () =>
  withEmulator(async ({ emulator, client }) => {
    await client.probe();
    const before = emulator.requests.length;
    await expect(client.users.create(person('x', { roleIds: [] }))).rejects.toMatchObject({ code: 'validation' });
    expect(emulator.requests.length - before).toBe(1);
  }));

it('remembers that an earlier attempt may have been carried out', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      emulator.fault({ method: 'PUT', answer: { status: 504, body: 'proxy' }, applied: true });
      emulator.fault({ method: 'PUT', answer: { status: 429 } });
      await expect(client.users.update(1, { firstName: 'A' })).rejects.toMatchObject({
        code: 'rate-limited',
        maybeApplied: true,
      });
    },
    { client: { retries: 1 } },
  ));
