import type { RoleMappingInput } from '@scim-superset/provisioner';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../identity-providers/identity-provider.ts';
import { everything, nothing, payrollOnly, salesOnly } from './onlooker.ts';
import { mapping, startWorld, versions, type World } from './world.ts';

const [sales, finance, data, admins] = mapping.grants as [Grant, Grant, Grant, Grant];
type Grant = RoleMappingInput['grants'][number];

const both = { sales: 'EMEA only', payroll: 'everything', page: 'open' } as const;

describe.each(versions)('On Superset %s', (version) => {
  let world: World;
  let count = 0;
  beforeAll(async () => {
    world = await startWorld(version);
  });
  afterAll(() => world?.end());

  /** Somebody new who is in these groups. */
  async function join(...groups: readonly string[]) {
    const { idp } = world;
    count += 1;
    const person: Person = { userName: `person-${count}@example.com`, givenName: 'Some', familyName: 'Body' };
    const id = await idp.assign(person);
    for (const group of groups) await idp.join(await idp.pushGroup(group), id);
    const { look } = await world.onlooker(person.userName);
    return { id, person, look, account: () => world.byHand.account(person.userName) };
  }

  async function switchTo(...grants: readonly Grant[]): Promise<void> {
    await world.service.restart({ mapping: { ...mapping, grants } });
    await world.service.provisioner.settled();
  }

  it('gives access through groups that carry roles, or before 6.0 through roles', async () => {
    const ada = await join('Sales Analysts', 'Finance Team');
    const roles = world.groupMode ? ['SCIM Base'] : ['Finance Reader', 'Gamma', 'SCIM Base', 'Sales Reader'];
    const groups = world.groupMode ? ['scim: Finance', 'scim: Sales'] : [];
    expect(await ada.account()).toMatchObject({ roles, groups });
    expect(await ada.look()).toEqual(both);
  });

  it('takes one of several grants and leaves the roles that the others give, too', async () => {
    const { idp } = world;
    const ada = await join('Sales Analysts', 'Finance Team', 'Superset Admins');
    await idp.leave(await idp.pushGroup('Superset Admins'), ada.id);
    expect(await ada.look()).toEqual(both);
    await idp.leave(await idp.pushGroup('Sales Analysts'), ada.id);
    expect(await ada.look()).toEqual(payrollOnly);
    await idp.update(ada.id, { ...ada.person, department: 'Data' });
    expect(await ada.look()).toEqual(everything);
    await idp.update(ada.id, { ...ada.person, department: 'Other' });
    expect(await ada.look()).toEqual(payrollOnly);
  });

  it('follows groups in groups', async () => {
    const { idp } = world;
    const ada = await join('EMEA Sales');
    expect(await ada.look()).toEqual(nothing);
    const [outer, inner] = [await idp.pushGroup('Sales Analysts'), await idp.pushGroup('EMEA Sales')];
    const middle = await idp.pushGroup('All Sales');
    await idp.join(middle, inner);
    await idp.join(outer, middle);
    expect(await ada.look()).toEqual(salesOnly);
    await idp.leave(middle, inner);
    expect(await ada.look()).toEqual(nothing);
    await idp.join(outer, inner);
    expect(await ada.look()).toEqual(salesOnly);
    await idp.unlinkGroup(inner);
    expect(await ada.look()).toEqual(nothing);
  });

  it('follows a group that is renamed away from its grant, back, and deleted', async () => {
    const { idp } = world;
    const ada = await join('Finance Team');
    const group = await idp.pushGroup('Finance Team');
    expect(await ada.look()).toEqual(payrollOnly);
    await idp.renameGroup(group, 'Finance Alumni');
    expect(await ada.look()).toEqual(nothing);
    await idp.renameGroup(group, 'FINANCE team');
    expect(await ada.look()).toEqual(payrollOnly);
    await idp.unlinkGroup(group);
    expect(await ada.look()).toEqual(nothing);
  });

  describe('when the mapping changes', () => {
    afterEach(() => switchTo(sales, finance, data, admins));

    it('gives and takes what a grant gives and takes', async () => {
      const ada = await join('Sales Analysts');
      expect(await ada.look()).toEqual(salesOnly);
      await switchTo({ ...sales, roles: ['Gamma', 'Sales Reader', 'Finance Reader'] }, finance);
      expect(await ada.look()).toEqual(both);
      await switchTo({ ...sales, roles: ['Gamma', 'Finance Reader'] });
      expect(await ada.look()).toEqual(payrollOnly);
    });

    it('takes the access of a grant that is gone, although no grant names its roles any more', async () => {
      const ada = await join('Sales Analysts', 'Finance Team');
      expect(await ada.look()).toEqual(both);
      await switchTo(sales);
      expect(await ada.look()).toEqual(salesOnly);
      await switchTo(sales, finance);
      expect(await ada.look()).toEqual(both);
    });

    it('gives a new grant to those who were there before it', async () => {
      const ada = await join('Auditors');
      expect(await ada.look()).toEqual(nothing);
      await switchTo(sales, { name: 'Audit', roles: ['Gamma', 'Finance Reader'], group: 'Auditors' });
      expect(await ada.look()).toEqual(payrollOnly);
    });

    it('takes the access that groups of another prefix gave', async () => {
      const { service } = world;
      const ada = await join('Sales Analysts');
      await service.restart({ mapping: { ...mapping, groupPrefix: 'idp: ' } });
      await service.provisioner.settled();
      expect(await ada.look()).toEqual(salesOnly);
      expect((await ada.account())?.groups).toEqual(world.groupMode ? ['idp: Sales'] : []);
      await world.idp.leave(await world.idp.pushGroup('Sales Analysts'), ada.id);
      expect(await ada.look()).toEqual(nothing);
    });
  });

  it('keeps nobody in a role that was renamed underneath, and gives it again when its name fits again', async () => {
    const { byHand, idp, service } = world;
    const [stays, leaves] = [await join('Sales Analysts'), await join('Sales Analysts')];
    const role = await byHand.roleId('Sales Reader');
    await byHand.rest.send('PUT', `/security/roles/${role}`, { name: 'Sales Reader 2' });
    world.pass(3_600_000);

    await idp.leave(await idp.pushGroup('Sales Analysts'), leaves.id);
    await service.provisioner.settled();
    expect(await leaves.look()).toEqual(nothing);
    const problems = await service.provisioner.check();
    expect(problems.find(({ grant }) => grant === 'Sales')?.message).toContain('Sales Reader');

    await byHand.rest.send('PUT', `/security/roles/${role}`, { name: 'Sales Reader' });
    world.pass(3_600_000);
    await service.provisioner.resync();
    await service.provisioner.settled();
    expect(await stays.look()).toEqual(salesOnly);
    expect(await leaves.look()).toEqual(nothing);
  });

  it('says which role was deleted underneath, and gives one that is made in its place', async () => {
    const { byHand, service } = world;
    await byHand.rest.send('POST', '/security/roles/', { name: 'Short-lived' });
    const grant = { name: 'Short', roles: ['Gamma', 'Short-lived'], group: 'Short Team' };
    await switchTo(sales, finance, data, admins, grant);
    const ada = await join('Short Team');
    const rolesOf = async () => {
      const account = await ada.account();
      const group = (await byHand.groups()).find(({ name }) => name === 'scim: Short');
      return world.groupMode ? group?.roles : account?.roles.filter((name) => name !== 'SCIM Base');
    };
    expect(await rolesOf()).toEqual(['Gamma', 'Short-lived']);

    await byHand.rest.send('DELETE', `/security/roles/${await byHand.roleId('Short-lived')}`);
    world.pass(3_600_000);
    await service.provisioner.resync();
    await expect
      .poll(async () => (await service.provisioner.status())[0]?.lag.lastFailure, { timeout: 30_000 })
      .toMatch(/Grant "Short" gives the role "Short-lived"/);
    expect(await rolesOf()).toEqual(['Gamma']);

    await byHand.rest.send('POST', '/security/roles/', { name: 'Short-lived' });
    world.pass(3_600_000);
    await service.provisioner.settled();
    expect(await rolesOf()).toEqual(['Gamma', 'Short-lived']);
  });
});
