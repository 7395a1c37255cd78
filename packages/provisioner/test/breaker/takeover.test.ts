import type { Outcome } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { type AdoptionPolicy, defineRoleMapping, type Provisioner } from '../../src/index.ts';
import { handMade, idOf } from '../support/by-hand.ts';
import { createStaff, type Staff } from './staff.ts';

const people = ['q0', 'q1', 'q2', 'q3', 'q4', 'q5'];

interface Rollout extends Staff {
  /** Adds the people to the directory, who are in the group Analysts, and waits until they were looked at. */
  rollOut(attributes?: object): Promise<void>;
  /** Who of the people may do what the account by hand could. */
  able(): readonly string[];
}

/** A Superset in which people have accounts by hand with the role Alpha, before anybody is provisioned. */
async function createRollout(
  version: '6.1' | '5.0',
  group = 'Analists',
  adoption: AdoptionPolicy = 'adopt',
): Promise<Rollout> {
  const grants = [{ name: 'Analysts', roles: ['Alpha'], group }];
  const staff = await createStaff(0, { version, mapping: { grants, adoption } });
  const roleIds = [idOf(staff, 'roles', 'Alpha')];
  for (const person of people) await staff.byHand.users.create(handMade(person, roleIds));
  return {
    ...staff,
    able: () => people.filter((person) => staff.roles(person).includes('Alpha')),
    async rollOut(attributes = {}) {
      for (const person of people) {
        const emails = [{ value: `${person}@hand.example.com`, primary: true }];
        await staff.directory.user(person, { emails, ...attributes });
      }
      await staff.directory.group('Analysts');
      await staff.directory.members('Analysts', { add: people });
      await staff.provisioner.settled();
    },
  };
}

const stagedNames = async (provisioner: Provisioner) =>
  (await provisioner.staged()).map(({ kind, status, roles }) => `${kind} ${status} ${roles.join(' ')}`);

describe.each(['6.1', '5.0'] as const)('taking over accounts of Superset %s', (version) => {
  it('by which too many would lose what they have is staged, and tells of it', async () => {
    const staff = await createRollout(version);
    await staff.rollOut();
    expect(staff.able()).toHaveLength(4);
    const { provisioner } = staff;
    expect(await stagedNames(provisioner)).toEqual(Array(4).fill('grant-loss staged Alpha'));
    expect((await provisioner.staged())[0]?.text).toMatch(
      /^would have an account taken over .*, and lose roles; staged/,
    );
    expect(staff.alerts).toMatchObject([{ kind: 'staged', loss: 'grants', applied: 2, limit: 2 }]);
    const items = (await provisioner.plan()).targets.flatMap((target) => target.items).filter(({ user }) => user);
    expect(new Set(items.map(({ action, held }) => `${action} ${held}`))).toEqual(new Set(['report staged']));
    const report = await provisioner.apply(await provisioner.plan());
    expect(report.targets.flatMap(({ outcomes }) => outcomes)).toEqual([]);
    expect((await provisioner.drift()).targets[0]?.findings).toEqual([]);
    await provisioner.resync();
    await provisioner.settled();
    expect(staff.able()).toHaveLength(4);

    await provisioner.applyStaged();
    expect(staff.able()).toEqual([]);
    expect(await provisioner.staged()).toEqual([]);
  });

  it('counts for the whole window, whoever is looked at again meanwhile', async () => {
    const { directory, provisioner, able } = await createRollout(version);
    for (const person of people.slice(0, 4)) {
      await directory.user(person, { emails: [{ value: `${person}@hand.example.com`, primary: true }] });
      await provisioner.settled();
      await provisioner.resync();
      await provisioner.settled();
    }
    expect(able()).toEqual(people.slice(2));
  });

  it('goes on by itself once the mapping gives what they have', async () => {
    const staff = await createRollout(version);
    await staff.rollOut();
    await staff.provisioner.stop();
    const grants = [{ name: 'Analysts', roles: ['Alpha'], group: 'Analysts' }];
    const corrected = staff.another({ mapping: defineRoleMapping({ grants }) });
    corrected.start();
    await corrected.settled();
    expect(staff.able()).toEqual(people);
    expect(await corrected.staged()).toEqual([]);
    expect((await corrected.plan()).targets[0]?.items).toEqual([]);
  });

  it('leaves alone whose takeover was rejected, until the directory gives what they have', async () => {
    const staff = await createRollout(version, 'Sales');
    await staff.rollOut();
    await staff.provisioner.reject({ reason: 'the mapping is wrong' });
    const kept = staff.able();
    await staff.provisioner.resync();
    await staff.provisioner.settled();
    expect(staff.able()).toEqual(kept);
    expect(kept).toHaveLength(4);
    await staff.directory.members('Sales', { add: people });
    await staff.provisioner.settled();
    expect(staff.able()).toEqual(people);
    expect(await staff.provisioner.staged()).toEqual([]);
  });

  it('that switches too many off is staged as well', async () => {
    const staff = await createRollout(version);
    await staff.rollOut({ active: false });
    const active = people.filter((person) => staff.account(person)?.active);
    expect(active).toHaveLength(4);
    expect(await stagedNames(staff.provisioner)).toEqual(Array(4).fill('deactivation staged Alpha'));
    await staff.provisioner.applyStaged();
    expect(people.filter((person) => staff.account(person)?.active)).toEqual([]);
  });

  it('can be seen before, with all that would go', async () => {
    const staff = await createRollout(version, 'Analists', 'report');
    await staff.rollOut();
    expect(staff.able()).toEqual(people);
    const grants = [{ name: 'Analysts', roles: ['Alpha'], group: 'Analists' }];
    const plan = await staff.another({ mapping: defineRoleMapping({ grants }) }).plan();
    const kinds = plan.targets.flatMap(({ items }) =>
      items.filter(({ user }) => user?.id === 'q0').map(({ kind }) => kind),
    );
    expect(kinds).toEqual(expect.arrayContaining(['adopt', 'extra-role']));
  });

  it('by which nobody loses anything is not counted', async () => {
    const staff = await createRollout(version, 'Analysts');
    await staff.rollOut();
    expect(staff.able()).toEqual(people);
    expect(staff.alerts).toEqual([]);
  });

  it.each(['renamed', 'deleted'] as const)('of its own is not forgotten when who is staged is %s', async (how) => {
    const grants = [{ name: 'Analysts', roles: ['Alpha'], group: 'Analists' }];
    const staff = await createStaff(0, { version, mapping: { grants } });
    const { emulator, directory, provisioner, byHand } = staff;
    await provisioner.stop();
    const roleIds = [idOf(staff, 'roles', 'Alpha')];
    for (const person of people) await byHand.users.create(handMade(person, roleIds));
    for (const person of people) await directory.user(person);
    // A process under an earlier mapping ended between the creations and knowing of them.
    const begun = people.map((userId): Outcome => {
      return { kind: 'applied', userId, version: 0, account: undefined, state: { creating: userId }, events: [] };
    });
    await directory.store.reconciliation.settle('prod', begun);
    const next = staff.another();
    next.start();
    await next.settled();
    const staged = (await next.staged()).map(({ userName }) => userName ?? '');
    expect(staged).toHaveLength(4);
    for (const name of staged) {
      if (how === 'deleted') await directory.delete('User', name);
      else await directory.user(name, { userName: `${name}-renamed`, active: false });
    }
    await next.settled();
    const isActive = (name: string) => emulator.users().find(({ username }) => username.startsWith(name))?.active;
    // Another name is no decision: two may be switched off unasked, and the others are staged again.
    expect(staged.filter(isActive)).toHaveLength(how === 'renamed' ? 2 : 0);
    await next.applyStaged();
    await next.settled();
    expect(staged.map(isActive)).toEqual(Array(4).fill(false));
  });
});
