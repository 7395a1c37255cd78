import { createMemoryStore, type Store } from '@scim-superset/core';
import { expect, it } from 'vitest';
import { createScene } from '../support/scene.ts';

/** The store as a process sees it that is suspended: its leases end while its requests are on their way. */
function withoutRenewal(store: Store): Store {
  return { ...store, reconciliation: { ...store.reconciliation, renew: () => new Promise<void>(() => {}) } };
}

it.each(['POST', 'PUT'] as const)(
  'cuts an account off that a late %s switches on for somebody who is gone',
  async (method) => {
    const store = createMemoryStore();
    const options = { timing: { leaseMs: 100 } };
    const { directory, another, account, emulator } = await createScene({ store, options, start: false });
    const first = another({ store: withoutRenewal(store) });
    const second = another();
    first.start();
    if (method === 'PUT') {
      await directory.user('ada');
      await first.settled();
      await directory.user('ada', { active: false });
      await first.settled();
    }

    emulator.fault({ method, path: /users/, latencyMs: 700 });
    const writes = () => emulator.requests.filter((sent) => sent.method === method && /users/.test(sent.path)).length;
    const before = writes();
    await directory.user('ada', { active: true, title: 'Finance' });
    await expect.poll(writes, { timeout: 15_000 }).toBe(before + 1);
    const stopped = first.stop();
    await directory.delete('User', 'ada');
    second.start();
    await second.settled();
    await stopped;
    expect(account('ada')).toMatchObject({ active: false, effectiveRoles: ['SCIM Base'] });
    const events = await store.audit.read({ after: 0, limit: 1_000 });
    expect(events.at(-1)).toMatchObject({ type: 'access.applied', data: { operation: 'forgotten' } });
  },
);

it('looks again at a user whose lease ended while a write was on its way', async () => {
  const store = createMemoryStore();
  const options = { timing: { leaseMs: 100 } };
  const { directory, another, account, emulator } = await createScene({ store, options, start: false });
  const first = another({ store: withoutRenewal(store) });
  const second = another();
  await directory.user('ada', { title: 'Finance' });
  first.start();
  await first.settled();
  await directory.user('ada', { active: false });
  await first.settled();

  // The return is slow, and overtaken by a leave that another process applies.
  emulator.fault({ method: 'PUT', path: /users/, latencyMs: 700 });
  const writes = () => emulator.requests.filter(({ method, path }) => method === 'PUT' && /users/.test(path)).length;
  const before = writes();
  await directory.user('ada', { active: true });
  await expect.poll(writes, { timeout: 15_000 }).toBe(before + 1);
  const stopped = first.stop();
  await directory.user('ada', { active: false });
  second.start();
  await stopped;
  await second.settled();
  expect(account('ada')).toMatchObject({ active: false });
});
