import { describe, expect, it } from 'vitest';
import { createScimClient, enterpriseUrn, groupUrn, type Json, userUrn } from './scim-client.ts';

/** The twenty-five bugs that SCIM servers are known to ship, numbered. */
describe('has not the known bug', () => {
  it('1, 22: "False" is a boolean, and active=false does something', async () => {
    const { send, patch, createUser } = createScimClient();
    const { id } = await createUser('ada');
    for (const [value, active] of [
      ['False', false],
      ['true', true],
      [false, false],
      ['TRUE', true],
    ] as const) {
      expect((await patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value }])).body.active).toBe(active);
      expect((await send('GET', `/Users/${id}`)).body.active).toBe(active);
    }
    expect((await patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: 'maybe' }])).body.scimType).toBe(
      'invalidValue',
    );
  });

  it('2, 3: remove members with a value removes just these', async () => {
    const { patch, createUser, createGroup, membersOf } = createScimClient();
    const users = [await createUser('a'), await createUser('b'), await createUser('c')];
    const { id } = await createGroup(
      'g',
      users.map((user) => user.id),
    );
    await patch(`/Groups/${id}`, [{ op: 'Remove', path: 'members', value: [{ value: users[0].id }] }]);
    expect(await membersOf(id)).toEqual([users[1].id, users[2].id].sort());
  });

  it('4, 5: a value path creates the missing element, and changes just the one it names', async () => {
    const { patch, createUser } = createScimClient();
    const { id } = await createUser('ada', { emails: [{ type: 'home', value: 'h@x' }] });
    const set = (type: string, value: string) => [{ op: 'replace', path: `emails[type eq "${type}"].value`, value }];
    await patch(`/Users/${id}`, set('work', 'w@x'));
    const { body } = await patch(`/Users/${id}`, set('home', 'h2@x'));
    expect(body.emails).toEqual([
      { type: 'home', value: 'h2@x' },
      { type: 'work', value: 'w@x' },
    ]);
  });

  it('6, 7, 8: dotted keys, URN keys and extension objects land where they belong', async () => {
    const { patch, createUser } = createScimClient();
    const { id } = await createUser('ada');
    const { body } = await patch(`/Users/${id}`, [
      {
        op: 'add',
        value: { 'name.familyName': 'L', [`${enterpriseUrn}:department`]: 'D', [enterpriseUrn]: { costCenter: 'C' } },
      },
    ]);
    expect(body).toMatchObject({ name: { familyName: 'L' }, [enterpriseUrn]: { department: 'D', costCenter: 'C' } });
    expect(Object.keys(body).filter((key) => /\.familyName|2\.0:User:|^0:User/.test(key))).toEqual([]);
  });

  it('9, 10: a manager as text and primary "True" are no errors', async () => {
    const { createUser } = createScimClient();
    const user = await createUser('ada', {
      roles: [{ value: 'r', primary: 'True' }],
      [enterpriseUrn]: { manager: 'm1' },
    });
    expect(user).toMatchObject({ roles: [{ primary: true }], [enterpriseUrn]: { manager: { value: 'm1' } } });
  });

  it('11: parallel member PATCHes (see concurrency.test.ts)', async () => {
    const { patch, createUser, createGroup, membersOf } = createScimClient();
    const users = await Promise.all(['a', 'b', 'c', 'd'].map((name) => createUser(name)));
    const { id } = await createGroup('g');
    await Promise.all(
      users.map((user) => patch(`/Groups/${id}`, [{ op: 'add', path: 'members', value: [{ value: user.id }] }])),
    );
    expect(await membersOf(id)).toHaveLength(4);
  });

  it('12, 13, 14: userName is unique without regard to case, kept as given, and the conflict says uniqueness', async () => {
    const { send, createUser } = createScimClient();
    const shared = { emails: [{ value: 'same@x' }] };
    expect((await createUser('Ada', shared)).userName).toBe('Ada');
    const conflict = await send('POST', '/Users', { schemas: [userUrn], userName: 'aDA' });
    expect(conflict).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
    await createUser('other', shared);
  });

  it('15, 16: filters are case-insensitive where they should be, and never ignored', async () => {
    const { send, createUser, createGroup } = createScimClient();
    await createUser('Ada');
    for (const name of ['g', 'h']) await createGroup(name);
    expect((await send('GET', '/Users?filter=username Eq "ada"')).body.totalResults).toBe(1);
    expect((await send('GET', '/Groups?filter=DisplayName EQ "G"')).body.totalResults).toBe(1);
    expect((await send('GET', '/Groups?filter=displayName eq "none"')).body.totalResults).toBe(0);
    expect((await send('GET', '/Groups?filter=displayName = "g"')).body.scimType).toBe('invalidFilter');
    expect((await send('GET', '/Groups?filter=')).body.scimType).toBe('invalidFilter');
  });

  it('17, 18, 19: pages tell the truth and do not overlap', async () => {
    const { send, createUser } = createScimClient();
    for (let index = 0; index < 120; index += 1) await createUser(`u${index}`);
    const first = (await send('GET', '/Users?count=1000')).body;
    expect(first).toMatchObject({ totalResults: 120, itemsPerPage: 120 });
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= 120; startIndex += 50) {
      const { body } = await send('GET', `/Users?startIndex=${startIndex}&count=50`);
      expect(body).toMatchObject({ totalResults: 120, itemsPerPage: body.Resources.length });
      seen.push(...body.Resources.map((user: Json) => user.id));
    }
    expect(seen).toEqual(first.Resources.map((user: Json) => user.id));
  });

  it('20: both JSON media types are accepted', async () => {
    const { send } = createScimClient();
    for (const type of ['application/json', 'application/scim+json']) {
      const answer = await send(
        'POST',
        '/Users',
        { schemas: [userUrn], userName: type },
        { 'content-type': type, accept: type },
      );
      expect(answer.status).toBe(201);
    }
  });

  it('21: failures have SCIM bodies (the client of these tests insists on it)', async () => {
    const { send } = createScimClient({ limits: { bodyBytes: 10 } });
    const answers = [
      await send('GET', '/Users/none'),
      await send('PUT', '/Users'),
      await send('POST', '/Users', '{"too": "large"}'),
      await send('POST', '/Users', '{}', { 'content-type': 'text/html' }),
      await send('GET', '/Me'),
      await send('GET', '/Users', undefined, { authorization: 'Bearer wrong' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 405, 413, 415, 501, 401]);
  });

  it('23: an inactive user can be provisioned again', async () => {
    const { send, createUser } = createScimClient();
    const user = await createUser('ada', { active: false });
    expect(await send('POST', '/Users', { schemas: [userUrn], userName: 'Ada' })).toMatchObject({
      status: 201,
      body: { id: user.id },
    });
  });

  it('24: members can be replaced by none, and added twice', async () => {
    const { patch, createUser, createGroup, membersOf } = createScimClient();
    const ada = await createUser('ada');
    const { id } = await createGroup('g', [ada.id]);
    expect((await patch(`/Groups/${id}`, [{ op: 'add', path: 'members', value: [{ value: ada.id }] }])).status).toBe(
      204,
    );
    expect(await membersOf(id)).toEqual([ada.id]);
    expect((await patch(`/Groups/${id}`, [{ op: 'replace', path: 'members', value: [] }])).status).toBe(204);
    expect(await membersOf(id)).toEqual([]);
  });

  it('25: externalId is kept, returned and found', async () => {
    const { send, createUser } = createScimClient();
    const user = await createUser('ada', { externalId: 'X1' });
    expect(user.externalId).toBe('X1');
    const group = await send('POST', '/Groups', { schemas: [groupUrn], displayName: 'g', externalId: 'G1' });
    expect(group.body.externalId).toBe('G1');
    expect((await send('GET', '/Users?filter=externalId eq "X1"')).body.Resources).toMatchObject([{ id: user.id }]);
    expect((await send('GET', '/Users?filter=externalId eq "x1"')).body.totalResults).toBe(0);
  });
});
