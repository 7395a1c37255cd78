import { createMemoryStore } from '@scim-superset/core';
import { createSupersetClient } from '@scim-superset/superset-client';
import { createSupersetEmulator } from '@scim-superset/superset-client/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createScene } from '../support/scene.ts';
import { stuckWith } from '../support/stuck.ts';

const users = /security\/users\//;

describe('an outage', () => {
  it('costs one look at Superset, not one attempt per user, and is made up for at its end', async () => {
    const { directory, provisioner, account, emulator } = await createScene();
    await directory.user('leaver', { title: 'Finance' });
    await provisioner.settled();
    await emulator.stop();
    await directory.user('leaver', { active: false });
    for (let n = 0; n < 50; n += 1) await directory.user(`u${n}`);
    await expect
      .poll(async () => (await provisioner.status())[0]?.availability, { timeout: 10_000 })
      .toMatchObject({ available: false });
    await expect(provisioner.settled({ timeoutMs: 0 })).rejects.toThrow(/51 users still wait/);
    const [status] = await provisioner.status();
    expect(status?.lag).toMatchObject({ pending: 51, urgent: 1 });
    // As many as were tried at the same time, at most; the others are not worth an attempt.
    expect(status?.lag.failing).toBeLessThanOrEqual(4);

    await emulator.start();
    await provisioner.settled();
    expect(account('leaver')?.active).toBe(false);
    expect(emulator.users().filter(({ username }) => /^u\d/.test(username))).toHaveLength(50);
    expect((await provisioner.status())[0]).toMatchObject({ availability: { available: true }, lag: { failing: 0 } });
  });

  it('of one target holds up no other', async () => {
    const slow = await createSupersetEmulator();
    onTestFinished(() => slow.stop());
    slow.fault({ answer: 'silence', times: Number.POSITIVE_INFINITY });
    const superset = createSupersetClient({ ...slow, retries: 0, timeoutMs: 500 });
    onTestFinished(() => superset.close());
    const { another, byHand, directory, account } = await createScene({ start: false });
    const provisioner = another({
      targets: [
        { name: 'slow', superset },
        { name: 'prod', superset: byHand },
      ],
    });
    provisioner.start();
    await directory.user('ada');
    await provisioner.settled({ target: 'prod' });
    expect(account('ada')?.active).toBe(true);
    await expect(provisioner.settled({ target: 'slow', timeoutMs: 0 })).rejects.toThrow(/wait to be applied to slow/);
  });
});

describe('a lost answer', () => {
  it.each(['POST', 'PUT'] as const)('to a %s leaves neither a second account nor a wrong one', async (method) => {
    const { directory, provisioner, roles, emulator } = await createScene();
    if (method === 'PUT') {
      await directory.user('ada');
      await provisioner.settled();
    }
    for (const applied of [true, false]) {
      emulator.fault({ method, path: users, answer: 'reset', applied, times: 3 });
      await directory.user('ada', { title: 'Finance', displayName: String(applied) });
      await provisioner.settled();
      expect(roles('ada')).toEqual(['Finance Reader', 'Gamma']);
    }
    expect(emulator.users().filter(({ username }) => username === 'ada')).toHaveLength(1);
  });
});

describe('a user who cannot be applied', () => {
  it('holds up nobody, and shows', async () => {
    const { directory, provisioner, account } = await createScene();
    await directory.user('poisoned', { emails: [] });
    for (let n = 0; n < 20; n += 1) await directory.user(`u${n}`);
    expect(await stuckWith(provisioner, 1)).toMatch(/no e-mail address/);
    expect(account('u19')?.active).toBe(true);
    const link = await directory.store.reconciliation.link('prod', 'poisoned');
    expect(link?.failure?.attempts).toBeGreaterThan(0);
    const events = await directory.store.audit.read({ after: 0, limit: 100 });
    expect(events.filter(({ type }) => type === 'access.failed')).toHaveLength(1);

    await directory.user('poisoned', { emails: [{ value: 'cured@example.com' }] });
    await provisioner.settled();
    expect(account('poisoned')?.email).toBe('cured@example.com');
  });

  it('is retried alone when Superset fails for that user only', async () => {
    const { directory, provisioner, account, emulator } = await createScene();
    await directory.user('odd');
    await directory.user('even');
    await provisioner.settled();
    const heal = emulator.fault({
      method: 'PUT',
      path: new RegExp(`users/${account('odd')?.id}$`),
      answer: { status: 500, body: { message: 'Fatal error' } },
      times: Number.POSITIVE_INFINITY,
    });
    await directory.user('odd', { active: false });
    await directory.user('even', { active: false });
    await stuckWith(provisioner, 1);
    expect(account('even')?.active).toBe(false);
    expect((await provisioner.status())[0]?.availability).toEqual({ available: true });
    heal();
    await provisioner.settled();
    expect(account('odd')?.active).toBe(false);
  });
});

describe('a process that dies', () => {
  it('between creating an account and recording it leaves none behind, even if the user is deleted meanwhile', async () => {
    const store = createMemoryStore();
    const { reconciliation } = store;
    let dead = false;
    const dying = {
      ...store,
      reconciliation: {
        ...reconciliation,
        // The creation is noted beforehand with version 0; what comes after it gets lost.
        settle: async (...[target, outcomes]: Parameters<typeof reconciliation.settle>) => {
          if (dead && outcomes.some((outcome) => outcome.kind === 'applied' && outcome.version > 0))
            throw new Error('killed');
          await reconciliation.settle(target, outcomes);
        },
      },
    };
    let now = Date.now();
    const options = { clock: () => now, timing: { leaseMs: 1_000 } };
    const { directory, provisioner, account, another } = await createScene({ store: dying, options });
    await directory.user('first');
    await provisioner.settled();
    dead = true;
    await directory.user('ada', { title: 'Finance' });
    await expect.poll(() => account('ada')?.active, { timeout: 15_000 }).toBe(true);
    await provisioner.stop();
    await directory.delete('User', 'ada');
    dead = false;
    now += 2_000;
    const next = another();
    next.start();
    await next.settled();
    expect(account('ada')).toMatchObject({ active: false, effectiveRoles: ['SCIM Base'] });
  });

  it('and starts again under another mapping applies it to everybody', async () => {
    const { directory, provisioner, another, roles } = await createScene();
    await directory.user('ada', { title: 'Finance' });
    await provisioner.settled();
    await provisioner.stop();
    const { defineRoleMapping } = await import('../../src/index.ts');
    const next = another({
      mapping: defineRoleMapping({ grants: [{ name: 'Staff', roles: ['Alpha'], filter: 'title pr' }] }),
    });
    next.start();
    await next.settled();
    expect(roles('ada')).toEqual(['Alpha']);
  });
});
