import { describe, expect, it } from 'vitest';
import { defineRoleMapping, type Provisioner, type RoleMappingInput } from '../../src/index.ts';
import { accountId, handMade, idOf, send } from '../support/by-hand.ts';
import { createStaff, type Staff } from './staff.ts';

const sales = { name: 'Sales', roles: ['Gamma', 'Sales Reader'], group: 'Sales' };
const finance = { name: 'Finance', roles: ['Finance Reader'], filter: 'title eq "Finance"' };

async function remap(staff: Staff, from: Provisioner, grants: RoleMappingInput['grants']): Promise<Provisioner> {
  await from.stop();
  const next = staff.another({ mapping: defineRoleMapping({ grants }) });
  next.start();
  await next.settled();
  return next;
}

/** People who have both grants, and would lose Finance. */
async function createHeld(version: '6.1' | '5.0'): Promise<Staff> {
  const staff = await createStaff(4, { version, mapping: { grants: [sales, finance] } });
  for (const person of staff.people) await staff.directory.user(person, { title: 'Finance' });
  await staff.provisioner.settled();
  await staff.provisioner.stop();
  for (const person of staff.people) await staff.directory.user(person, { title: 'None' });
  staff.provisioner.start();
  await staff.provisioner.settled();
  expect(await staff.provisioner.staged()).toHaveLength(4);
  return staff;
}

describe.each(['6.1', '5.0'] as const)('of a user whose loss is held, on Superset %s', (version) => {
  it('only what is held is kept: a role that the mapping takes from another grant goes', async () => {
    const staff = await createHeld(version);
    await staff.provisioner.reject({ reason: 'by mistake' });
    const next = await remap(staff, staff.provisioner, [{ ...sales, roles: ['Sales Reader'] }, finance]);
    expect(staff.roles('p00')).toEqual(['Finance Reader', 'Sales Reader']);
    expect((await next.staged()).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
  });

  it('what was given is kept although the mapping does not know the grant any more, and goes with the decision', async () => {
    const staff = await createHeld(version);
    const next = await remap(staff, staff.provisioner, [{ ...sales, roles: ['Sales Reader'] }]);
    expect(staff.roles('p00')).toContain('Finance Reader');
    expect(staff.roles('p00')).toContain('Sales Reader');
    await staff.directory.user('p00', { userName: 'renamed' });
    await next.settled();
    expect(staff.roles('renamed')).toContain('Finance Reader');
    expect(await next.staged()).toHaveLength(4);
    await next.applyStaged();
    expect(staff.roles('p01')).toEqual(['Sales Reader']);
  });

  it('what Superset refuses of the rest does not hide that the loss is staged', async () => {
    const staff = await createStaff(4, { version, mapping: { grants: [sales, finance] } });
    for (const person of staff.people) await staff.directory.user(person, { title: 'Finance' });
    await staff.provisioner.settled();
    await staff.byHand.users.create(handMade('other', [idOf(staff, 'roles', 'Gamma')]));
    await staff.provisioner.stop();
    const emails = [{ value: 'other@hand.example.com', primary: true }];
    for (const person of staff.people) await staff.directory.user(person, { title: 'None', emails });
    const next = staff.another();
    next.start();
    await next.settled();
    expect(await next.staged()).toHaveLength(4);
    expect(staff.roles('p00')).toContain('Finance Reader');
    expect(staff.account('p00')?.email).toBe('p00@example.com');
    await next.applyStaged();
    expect(staff.roles('p00')).toEqual(['Gamma', 'Sales Reader']);
  });

  it('what was taken before is not given back', async () => {
    const staff = await createStaff(5, { version });
    const { directory, provisioner, people } = staff;
    await staff.byHand.users.create(handMade('other', [idOf(staff, 'roles', 'Gamma')]));
    // Ends as a failure, because of the address, and is tried again and again.
    await directory.user('p00', { emails: [{ value: 'other@hand.example.com', primary: true }] });
    await directory.members('Sales', { remove: ['p00'] });
    await expect.poll(() => staff.roles('p00'), { timeout: 15_000 }).toEqual([]);
    await directory.members('Sales', { remove: people.slice(1) });
    await expect.poll(async () => (await provisioner.staged()).length, { timeout: 15_000 }).toBe(4);
    await provisioner.resync();
    await provisioner.settled({ timeoutMs: 500 }).catch(() => {});
    expect(staff.roles('p00')).toEqual([]);
    expect((await provisioner.staged()).map(({ userName }) => userName)).toEqual(people.slice(1));
  });

  it('nothing is given back: an account that is made anew gets what the directory says', async () => {
    const staff = await createHeld(version);
    await send(staff.emulator, 'DELETE', `/security/users/${accountId(staff, 'p00')}`);
    await staff.provisioner.resync();
    await staff.provisioner.settled();
    expect(staff.roles('p00')).toEqual(['Gamma', 'Sales Reader']);
    expect((await staff.provisioner.staged()).map(({ userName }) => userName)).toEqual(['p01', 'p02', 'p03']);
  });
});

describe('an upgrade', () => {
  it.each([
    ['known', [sales, finance]],
    ['dropped', [sales]],
  ])('moves who is held to groups with all that is kept of a grant that is %s', async (_, grants) => {
    const staff = await createHeld('5.0');
    await staff.provisioner.stop();
    // Version 5.0 has the groups already, without effect.
    const { byHand } = staff;
    const probe = async () => ({ ...(await byHand.probe()), groupRoles: true });
    const upgraded = staff.another({
      mapping: defineRoleMapping({ grants }),
      targets: [{ name: 'prod', superset: { ...byHand, probe } }],
    });
    upgraded.start();
    await upgraded.settled();
    const isKnown = grants.includes(finance);
    expect(staff.account('p00')).toMatchObject({
      groups: isKnown ? ['scim: Finance', 'scim: Sales'] : ['scim: Sales'],
      roles: isKnown ? ['SCIM Base'] : ['Finance Reader', 'SCIM Base'],
    });
    expect(await upgraded.staged()).toHaveLength(4);
    await upgraded.applyStaged();
    expect(staff.account('p00')).toMatchObject({ groups: ['scim: Sales'], roles: ['SCIM Base'] });
  });
});
