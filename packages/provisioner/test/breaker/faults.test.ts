import { createMemoryStore, type Outcome, type Store } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import type { ProvisionerAlert } from '../../src/index.ts';
import { createStaff } from './staff.ts';

type Writes = 'settle' | 'commit' | 'swapNote';

/** A store that a process uses until it dies: from the moment that `dies` is true, nothing of it is written any more. */
function mortal(
  store: Store,
  dies: (call: Writes, argument: unknown) => boolean,
): Store & { readonly isDead: () => boolean } {
  let dead = false;
  const check = (call: Writes, argument: unknown): void => {
    dead ||= dies(call, argument);
    if (dead) throw new Error('the process has died');
  };
  const { reconciliation } = store;
  return {
    ...store,
    isDead: () => dead,
    commit: async (batch) => {
      check('commit', batch);
      return store.commit(batch);
    },
    reconciliation: {
      ...reconciliation,
      claim: async (request) => (dead ? [] : reconciliation.claim(request)),
      settle: async (target, outcomes) => {
        check('settle', outcomes);
        return reconciliation.settle(target, outcomes);
      },
      swapNote: async (target, name, change) => {
        check('swapNote', change);
        return reconciliation.swapNote(target, name, change);
      },
    },
  };
}

const isHeld = (outcomes: unknown): boolean => (outcomes as Outcome[]).some(({ kind }) => kind === 'held');
const isAlert = (batch: unknown): boolean => JSON.stringify(batch).includes('alert.staged');

describe('a process that dies', () => {
  const deaths = {
    'before it has written that the breaker trips': (call: string) => call === 'swapNote',
    'before it has told people': (call: string, argument: unknown) => call === 'commit' && isAlert(argument),
    'before it has staged anybody': (call: string, argument: unknown) => call === 'settle' && isHeld(argument),
    'when it has staged one': afterFirst((call, argument) => call === 'settle' && isHeld(argument)),
    'when it has written of one decision': afterFirst((call, argument) => call === 'settle' && isApproved(argument)),
  };

  it.each(Object.entries(deaths))('%s leaves a mass staged and people told', async (_when, dies) => {
    let now = Date.now();
    const store = createMemoryStore({ clock: () => now });
    const staff = await createStaff(6, { store, options: { clock: () => now } });
    await staff.provisioner.stop();
    await staff.directory.members('Sales', { remove: [...staff.people] });
    const alerts: ProvisionerAlert[] = [];
    const options = { alert: (alert: ProvisionerAlert) => void alerts.push(alert), timing: { leaseMs: 200 } };
    const used = mortal(store, dies);
    const first = staff.another({ ...options, store: used });
    first.start();
    await expect.poll(async () => used.isDead() || (await store.reconciliation.lag('prod')).held === 6).toBe(true);
    await first.applyStaged({ users: ['p00'] }).catch(() => {});
    expect(used.isDead()).toBe(true);
    await first.stop();
    // Leases end; and who should have told people has had the time to.
    now += 20_000;

    const next = staff.another(options);
    next.start();
    await next.settled();
    expect(staff.inSales().length).toBeGreaterThanOrEqual(5);
    const staged = await next.staged();
    expect(staged.map(({ userName }) => userName)).toEqual(staff.inSales());
    await next.resync();
    await next.settled();
    expect(alerts.map(({ kind }) => kind)).toContain('staged');
    await next.applyStaged();
    expect(staff.inSales()).toEqual([]);
    await next.settled();
  });
});

it('two processes on one store let no more pass together than one would', async () => {
  const staff = await createStaff(12);
  const second = staff.another();
  second.start();
  for (const person of staff.people) {
    await staff.directory.members('Sales', { remove: [person] });
    await staff.directory.user(person, { nickName: 'x' });
  }
  await staff.provisioner.settled();
  expect(staff.inSales().length).toBeGreaterThanOrEqual(10);
  expect(await second.staged()).toHaveLength(staff.inSales().length);
  expect(staff.alerts).toHaveLength(1);
  // The first process applies some of them; the second does not wait for it.
  await second.applyStaged();
  await second.settled();
  expect(staff.inSales()).toEqual([]);
});

it('leaves the leaver of the day alone while thousands are looked at again', async () => {
  const staff = await createStaff(30);
  await staff.directory.members('Sales', { remove: [...staff.people] });
  await staff.provisioner.settled();
  await staff.provisioner.resync();
  await staff.directory.user('p29', { active: false });
  await staff.provisioner.settled();
  expect(staff.account('p29')?.active).toBe(false);
  expect(staff.inSales()).toHaveLength(29);
});

function isApproved(outcomes: unknown): boolean {
  return JSON.stringify(outcomes).includes('"approved"');
}

/** Lets the first such call pass, and dies at the one after it. */
function afterFirst(matches: (call: string, argument: unknown) => boolean) {
  let seen = 0;
  return (call: string, argument: unknown): boolean => {
    if (!matches(call, argument)) return seen > 0;
    seen += 1;
    return seen > 1;
  };
}
