import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { salesOnly, signedOut } from './onlooker.ts';
import { startWorld, versions, type World } from './world.ts';

describe.each(versions)('On Superset %s', (version) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(version);
  });
  afterAll(() => world?.end());

  const person = (name: string) => ({ userName: `${name}@example.com`, givenName: 'Some', familyName: 'Body' });

  /** Assigns people who are in Sales, and returns their ids. */
  async function hire(names: readonly string[]): Promise<readonly string[]> {
    const { idp } = world;
    const sales = await idp.pushGroup('Sales Analysts');
    const ids: string[] = [];
    for (const name of names) {
      const id = await idp.assign(person(name));
      await idp.join(sales, id);
      ids.push(id);
    }
    return ids;
  }

  describe('the identity provider is told what Superset would refuse later', () => {
    it.each<[string, object, object]>([
      ['an address that an account has, in whatever case', { email: 'MARIA.santos@example.com' }, { status: 409 }],
      ['a userName that differs by case from an account', { userName: 'Maria.Santos@Example.com' }, { status: 409 }],
      ['a userName beyond the column', { userName: 'u'.repeat(129) }, { status: 400 }],
      ['a family name beyond the column', { familyName: 'n'.repeat(65) }, { status: 400 }],
    ])('%s', async (_what, change, refusal) => {
      const { byHand, idp } = world;
      const before = await byHand.accounts();
      await expect(
        idp.assign({ ...person('new.person'), email: 'new.person@example.com', ...change }),
      ).rejects.toMatchObject(refusal);
      expect(await byHand.accounts()).toEqual(before);
    });

    it('a user without any address', async () => {
      const { microsoft } = world;
      const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
      const body = { schemas, userName: 'no.address', active: true, name: { givenName: 'N', familyName: 'A' } };
      const { status, body: answer } = await microsoft.post('/Users', body);
      expect([status, answer.scimType]).toEqual([400, 'invalidValue']);
      expect(answer.detail).toMatch(/^emails: is missing/);
    });
  });

  it('an account of the same name and address becomes the user’s, without the roles that it had', async () => {
    const { byHand } = world;
    const id = await byHand.create('ann@example.com', { role: 'Alpha' });
    await hire(['ann']);
    const account = await byHand.account('ann@example.com');
    const roles = world.groupMode ? ['SCIM Base'] : ['Gamma', 'SCIM Base', 'Sales Reader'];
    expect(account).toMatchObject({ id, active: true, roles });
  });

  it('too many who leave at once wait for a decision, and keep what they have until then', async () => {
    const { byHand, idp, service } = world;
    const names = Array.from({ length: 14 }, (_, index) => `leaver-${index}`);
    const ids = await hire(names);
    const last = await world.onlooker('leaver-13@example.com');
    for (const id of ids) await idp.unassign(id);
    await service.provisioner.settled();
    const staged = await service.provisioner.staged();
    expect(staged.map(({ kind, status }) => [kind, status])).toEqual(staged.map(() => ['deactivation', 'staged']));
    const isActive = async (name: string) => (await byHand.account(`${name}@example.com`))?.active;
    expect(await Promise.all(names.map(isActive))).toEqual(
      names.map((_, index) => index >= names.length - staged.length),
    );
    expect(staged.length).toBeGreaterThan(0);
    expect(staged.length).toBeLessThan(5);
    expect(await last.look()).toEqual(salesOnly);
    await service.provisioner.reject({ users: ['leaver-12@example.com'], reason: 'on parental leave' });
    await service.provisioner.applyStaged();
    expect(await last.look()).toEqual(signedOut);
    expect(await isActive('leaver-12')).toBe(true);
    const [plan] = (await service.provisioner.plan()).targets;
    expect(plan?.items.filter(({ action }) => action === 'change')).toEqual([]);
  });

  it('a second Superset that is down holds nothing up', async () => {
    const { byHand, idp, proxy, service, superset } = world;
    const target = (name: string, url: string) => ({ name, url, account: superset.accounts.service });
    await service.restart({ targets: [target('prod', proxy.url), target('elsewhere', 'http://127.0.0.1:9')] });
    const [id = ''] = await hire(['dave']);
    expect(await byHand.account('dave@example.com')).toMatchObject({ active: true });
    await idp.unassign(id);
    expect(await byHand.account('dave@example.com')).toMatchObject({ active: false });
    const status = await service.provisioner.status();
    expect(status.map(({ availability }) => availability.available)).toEqual([true, false]);
    expect(status[0]?.lag.pending).toBe(0);
    expect(status[1]?.lag.pending).toBeGreaterThan(0);
  });
});
