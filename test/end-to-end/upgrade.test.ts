import type { Account } from '@scim-superset/quickstart/superset';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createByHand } from './by-hand.ts';
import {
  type Access,
  type DataAccess,
  everything,
  nothing,
  type Onlooker,
  payrollOnly,
  salesOnly,
  signedOut,
} from './onlooker.ts';
import { startWorld, type World } from './world.ts';

/** Who is there before the upgrade, and what they may see before, after, and at any moment in between. */
const people: readonly [name: string, groups: readonly string[], department: string | undefined, sees: Access][] = [
  ['ada', ['Sales Analysts'], undefined, salesOnly],
  ['ben', ['Finance Team'], undefined, payrollOnly],
  ['cleo', ['Sales Analysts', 'Finance Team'], undefined, { ...salesOnly, payroll: 'everything' }],
  ['dora', [], 'Data', everything],
  ['eve', ['Superset Admins'], undefined, everything],
  ['finn', [], undefined, nothing],
];

describe.each(['5.0.0', '4.1.4'] as const)('A Superset %s that is upgraded to 6.1.0', (version) => {
  let world: World;
  const eyes = new Map<string, Onlooker>();
  const sightings: { readonly after: string; readonly seen: ReadonlyMap<string, DataAccess> }[] = [];
  const mallory: Account = { username: 'mallory', password: 'planted' };

  let warnings: string[] = [];

  beforeAll(async () => {
    world = await startWorld(version);
    const { idp, byHand, service, superset } = world;
    for (const [name, groups, department] of people) {
      const person = { userName: name, givenName: name, familyName: 'Old', email: `${name}@example.com` };
      const id = await idp.assign(department === undefined ? person : { ...person, department });
      for (const group of groups) await idp.join(await idp.pushGroup(group), id);
      eyes.set(name, await world.onlooker(name));
    }
    const gone = await idp.assign({ userName: 'gone', givenName: 'G', familyName: 'One', email: 'gone@example.com' });
    await idp.join(await idp.pushGroup('Sales Analysts'), gone);
    eyes.set('gone', await world.onlooker('gone'));
    await idp.unassign(gone);

    await byHand.create(mallory.username, { role: 'Gamma', password: mallory.password });
    await plant();

    warnings = (await service.provisioner.check()).map(({ message }) => message);

    world.proxy.intercept = async (request, pass) => {
      const answer = await pass();
      const { method, url } = request;
      if (method !== 'GET' && !url.includes('/security/login')) await lookAround(`${method} ${url}`);
      return answer;
    };
    await superset.upgrade('6.1.0');
    world.pass(600_000);
    const isMoved = async () => (await byHand.account('cleo'))?.groups.length === 2;
    await vi.waitUntil(isMoved, { timeout: 120_000, interval: 200 });
    await service.provisioner.settled({ timeoutMs: 120_000 });
  }, 300_000);
  afterAll(() => world?.end());

  /** Before 6.0 Superset lets Gamma write groups, which have no effect there. */
  async function plant(): Promise<void> {
    const { byHand, superset } = world;
    const hands = await createByHand(superset.url, mallory);
    const id = (await byHand.account(mallory.username))?.id ?? 0;
    const ada = (await byHand.account('ada'))?.id ?? 0;
    const admin = await byHand.roleId('Admin');
    const groups = [
      { name: 'Friends', roles: [admin], users: [id, ada] },
      // The provisioner will want these names for itself.
      { name: 'scim: Sales', roles: [], users: [id] },
      {
        name: 'scim: Finance',
        label: 'Finance',
        description: `Kept by scim-superset for the grant "Finance" (roles ${await grantRoles('Finance Reader')}).`,
        roles: [admin],
        users: [id],
      },
      { name: 'scim: Gone', roles: [admin], users: [id] },
    ];
    for (const group of groups) await hands.rest.send('POST', '/security/groups/', group);
  }

  async function grantRoles(reader: string): Promise<string> {
    const ids = [await world.byHand.roleId('Gamma'), await world.byHand.roleId(reader)];
    return ids.sort((a, b) => a - b).join(',');
  }

  /** Superset changes by what the provisioner writes, so whoever looks after each write has seen every state. */
  async function lookAround(after: string): Promise<void> {
    const looks = [...eyes].map(async ([name, { lookAtData }]) => [name, await lookAtData()] as const);
    sightings.push({ after, seen: new Map(await Promise.all(looks)) });
  }

  it('is warned of beforehand, group by group', () => {
    for (const name of ['Friends', 'scim: Finance', 'scim: Gone']) {
      expect(warnings.filter((message) => message.includes(`"${name}"`))).toHaveLength(1);
    }
  });

  it.each(people)(
    'leaves %s neither without access nor with more at any moment',
    (name, _groups, _department, sees) => {
      // Four groups, and five people who had roles.
      expect(sightings.length).toBeGreaterThanOrEqual(9);
      for (const { after, seen } of sightings) {
        const { sales, payroll } = seen.get(name) ?? {};
        // Somebody planted a group for Ada; it works from the upgrade until she is looked at.
        const planted = name === 'ada' && payroll === 'everything' && after !== sightings.at(-1)?.after;
        expect({ after, sales, payroll: planted ? sees.payroll : payroll }).toEqual({
          after,
          sales: sees.sales,
          payroll: sees.payroll,
        });
      }
    },
  );

  it.each(people)('gives %s the same access through groups alone', async (name, _groups, _department, sees) => {
    expect(await eyes.get(name)?.look()).toEqual(sees);
    expect((await world.byHand.account(name))?.roles).toEqual(['SCIM Base']);
  });

  it('keeps a leaver out', async () => {
    for (const { seen } of sightings) expect(seen.get('gone')?.sales).toBe(signedOut.sales);
    expect(await world.byHand.account('gone')).toMatchObject({ active: false, roles: ['SCIM Base'], groups: [] });
  });

  it('has no planted group pass for one of the provisioner', async () => {
    const groups = await world.byHand.groups();
    const group = (wanted: string) => groups.find(({ name }) => name === wanted);
    expect(group('scim: Sales')).toMatchObject({ roles: ['Gamma', 'Sales Reader'], members: ['ada', 'cleo'] });
    expect(group('scim: Finance')).toMatchObject({ roles: ['Finance Reader', 'Gamma'], members: ['ben', 'cleo'] });
  });

  it('shows every group that gives somebody what the directory did not', async () => {
    const { byHand, service } = world;
    const [target] = (await service.provisioner.plan()).targets;
    const items = target?.items ?? [];
    expect(items.filter(({ kind }) => kind === 'foreign-group')).toMatchObject([
      { group: 'Friends', roles: ['Admin'] },
    ]);
    expect(items.filter(({ kind }) => kind === 'orphaned-grant-group')).toMatchObject([{ group: 'scim: Gone' }]);
    const account = await byHand.account(mallory.username);
    expect(items.filter(({ kind }) => kind === 'unmanaged-account')).toContainEqual(
      expect.objectContaining({ account: { id: account?.id, username: 'mallory' }, roles: ['Admin', 'Gamma'] }),
    );
  });
});
