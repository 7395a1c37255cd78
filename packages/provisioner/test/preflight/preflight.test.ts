import { describe, expect, it } from 'vitest';
import { createScimClient, groupBody, patchBody, userBody } from '../support/client.ts';
import { createScene } from '../support/scene.ts';

const hand = { firstName: 'H', lastName: 'H', active: true, password: 'x', roleIds: [1] };

describe('the endpoint refuses', () => {
  it.each<[string, object, RegExp]>([
    ['a user without e-mail address', { emails: [] }, /^emails: is missing/],
    ['a userName beyond the column', { userName: 'u'.repeat(129) }, /^userName: is longer than the 128/],
    ['a given name beyond the column', { name: { givenName: 'n'.repeat(65), familyName: 'F' } }, /^name.givenName: /],
    ['a family name beyond the column', { name: { familyName: 'n'.repeat(65) } }, /^name.familyName: /],
    [
      'an address beyond the column',
      { emails: [{ value: `${'e'.repeat(320)}@x` }] },
      /^emails: is longer than the 320/,
    ],
  ])('%s', async (_what, attributes, detail) => {
    const { provisioner } = await createScene({ start: false });
    const answer = await createScimClient(provisioner)('POST', '/Users', userBody('ada', attributes));
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(answer.body.detail).toMatch(detail);
  });

  it('an address that another user has, in whatever case', async () => {
    const { provisioner } = await createScene({ start: false });
    const send = createScimClient(provisioner);
    expect((await send('POST', '/Users', userBody('ada'))).status).toBe(201);
    const taken = userBody('bob', { emails: [{ value: 'ADA@example.com' }] });
    expect(await send('POST', '/Users', taken)).toMatchObject({
      status: 409,
      body: { scimType: 'uniqueness', detail: expect.stringMatching(/^emails: .*is the address of user/) },
    });
  });

  it.each<[string, { username: string; email: string }, RegExp]>([
    [
      'of the same name and another address',
      { username: 'ADA', email: 'o@example.com' },
      /^userName: .*not provisioned/,
    ],
    ['of another name and the same address', { username: 'eve', email: 'ada@example.com' }, /^emails: .*"eve"/],
  ])('a user in whose way is an account %s', async (_what, account, detail) => {
    const { byHand, provisioner } = await createScene({ start: false });
    await byHand.users.create({ ...hand, ...account });
    const answer = await createScimClient(provisioner)('POST', '/Users', userBody('ada'));
    expect(answer).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
    expect(answer.body.detail).toMatch(detail);
  });

  it('the service account and protected accounts', async () => {
    const { provisioner } = await createScene({ mapping: { protectedAccounts: ['break-glass'] } });
    const send = createScimClient(provisioner);
    for (const name of ['Break-Glass', 'ADMIN']) {
      const answer = await send('POST', '/Users', userBody(name));
      expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringMatching(/protected/) } });
    }
  });
});

describe('the endpoint accepts', () => {
  it('an account to adopt, and any user by the policy `report`', async () => {
    const { byHand, provisioner, another, roles } = await createScene({ start: false });
    await byHand.users.create({ ...hand, username: 'ada', email: 'Ada@example.com' });
    await byHand.users.create({ ...hand, username: 'bob', email: 'other@example.com' });
    const send = createScimClient(provisioner);
    expect((await send('POST', '/Users', userBody('ada', { title: 'Finance' }))).status).toBe(201);
    expect(roles('ada')).toEqual(['Finance Reader', 'Gamma']);
    const { defineRoleMapping } = await import('../../src/index.ts');
    const reporting = createScimClient(another({ mapping: defineRoleMapping({ grants: [], adoption: 'report' }) }));
    expect((await reporting('POST', '/Users', userBody('bob'))).status).toBe(201);
  });

  it('an account to adopt that only one of the two looks has found', async () => {
    const { byHand, emulator, provisioner, account } = await createScene();
    await provisioner.settled();
    await byHand.users.create({ ...hand, username: 'ada', email: 'ada@example.com' });
    // It was created, or given back, between the look for the name and that for the address.
    const none = { status: 200, body: { count: 0, result: [] } };
    emulator.fault({ method: 'GET', path: /users\/$/, answer: none });
    expect((await createScimClient(provisioner)('POST', '/Users', userBody('ada'))).status).toBe(201);
    await provisioner.settled();
    expect(account('ada')).toMatchObject({ active: true, firstName: 'Given' });
  });

  it('every leaver, whatever else is wrong', async () => {
    const { provisioner, account } = await createScene({ start: false });
    const send = createScimClient(provisioner);
    const { id } = (await send('POST', '/Users', userBody('ada'))).body;
    const answer = await send('PUT', `/Users/${id}`, userBody('ada', { active: false, emails: [], name: {} }));
    expect(answer.status).toBe(200);
    expect(account('ada')?.active).toBe(false);
  });

  it('changes while Superset is down or silent, within the bound', async () => {
    const timing = { preflightMs: 50, inlineWaitMs: 100, attemptMs: 200 };
    const { provisioner, emulator } = await createScene({ start: false, options: { timing } });
    emulator.fault({ answer: 'silence', times: Number.POSITIVE_INFINITY });
    expect((await createScimClient(provisioner)('POST', '/Users', userBody('ada'))).status).toBe(201);
  });
});

describe('a response', () => {
  it('comes when Superset has the change, without any worker', async () => {
    const { provisioner, account, roles, requestsOf } = await createScene({ start: false });
    const send = createScimClient(provisioner);
    const ada = (await send('POST', '/Users', userBody('ada', { title: 'Finance' }))).body.id;
    expect(roles('ada')).toEqual(['Finance Reader', 'Gamma']);
    const group = (await send('POST', '/Groups', groupBody('Sales', ada))).body.id;
    expect(roles('ada')).toEqual(['Finance Reader', 'Gamma', 'Sales Reader']);
    await send('PATCH', `/Groups/${group}`, patchBody({ op: 'remove', path: `members[value eq "${ada}"]` }));
    expect(roles('ada')).toEqual(['Finance Reader', 'Gamma']);
    // No worker has looked whether this is still the same Superset.
    const leave = patchBody({ op: 'Replace', path: 'active', value: 'False' });
    expect(await requestsOf(() => send('PATCH', `/Users/${ada}`, leave))).toEqual(['GET users/N', 'PUT users/N']);
    expect(account('ada')?.active).toBe(false);
  });

  it('to a creation does not wait when many are queued, and to a leaver does', async () => {
    const { directory, provisioner, account, emulator } = await createScene({ start: false });
    const send = createScimClient(provisioner);
    const { id } = (await send('POST', '/Users', userBody('leaver'))).body;
    for (let n = 0; n < 20; n += 1) await directory.user(`u${n}`);
    expect((await send('POST', '/Users', userBody('late'))).status).toBe(201);
    expect(account('late')).toBeUndefined();
    await send('PUT', `/Users/${id}`, userBody('leaver', { active: false }));
    expect(account('leaver')?.active).toBe(false);
    expect(emulator.users().filter(({ username }) => username.startsWith('u'))).toEqual([]);
  });
});
