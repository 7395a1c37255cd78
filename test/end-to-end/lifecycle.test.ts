import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEntra } from '../identity-providers/entra.ts';
import type { IdentityProvider } from '../identity-providers/identity-provider.ts';
import { createOkta } from '../identity-providers/okta.ts';
import { nothing, payrollOnly, salesOnly, signedOut } from './onlooker.ts';
import { startWorld, versions, type World } from './world.ts';

const identityProviders: readonly [string, (world: World) => IdentityProvider][] = [
  ['Entra in its older dialect', ({ microsoft }) => createEntra(microsoft, 'older')],
  ['Entra in its modern dialect', ({ microsoft }) => createEntra(microsoft, 'modern')],
  ["Okta's wizard for custom applications", ({ okta }) => createOkta(okta, 'custom')],
  ["an application of Okta's catalogue", ({ okta }) => createOkta(okta, 'catalogue')],
];

describe.each(versions)('On Superset %s', (version) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(version);
  });
  afterAll(() => world?.end());

  it.each(identityProviders)('somebody joins, moves, leaves and comes back, as %s says it', async (name, createIdp) => {
    const { byHand } = world;
    const idp = createIdp(world);
    const userName = `ada.${name.replace(/\W+/g, '-')}@example.com`;
    const person = { userName, givenName: 'Ada', familyName: 'Lovelace' };
    const [sales, finance] = [await idp.pushGroup('Sales Analysts'), await idp.pushGroup('Finance Team')];

    const id = await idp.assign(person);
    const account = await byHand.account(person.userName);
    expect(account).toMatchObject({ name: 'Ada Lovelace', active: true, roles: ['SCIM Base'], groups: [] });
    const ada = await world.onlooker(person.userName);
    expect(await ada.look()).toEqual(nothing);

    await idp.join(sales, id);
    expect(await ada.look()).toEqual(salesOnly);

    await idp.leave(sales, id);
    await idp.join(finance, id);
    expect(await ada.look()).toEqual(payrollOnly);

    await idp.unassign(id);
    expect(await ada.look()).toEqual(signedOut);
    expect(await byHand.account(person.userName)).toMatchObject({ active: false, roles: ['SCIM Base'], groups: [] });

    // The directory has moved on while she was away: the access of before must not come back with her.
    await idp.leave(finance, id);
    await idp.join(sales, id);
    expect(await ada.look()).toEqual(signedOut);
    expect(await idp.assign(person)).toBe(id);
    const again = await world.onlooker(person.userName);
    expect(await again.look()).toEqual(salesOnly);
    expect((await byHand.account(person.userName))?.id).toBe(account?.id);
  });
});
