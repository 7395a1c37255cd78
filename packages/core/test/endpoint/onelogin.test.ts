import { expect, it } from 'vitest';
import { createScimClient, userUrn } from './scim-client.ts';

it('OneLogin speaks application/json, sends no user agent, deletes users and patches groups', async () => {
  const headers = { accept: 'application/json', 'content-type': 'application/json', 'user-agent': '' };
  const { send, patch, createGroup, membersOf } = createScimClient({}, headers);
  expect((await send('GET', '/Users?filter=userName eq "nobody@example.com"')).body.totalResults).toBe(0);
  const { status, body: user } = await send('POST', '/Users', {
    schemas: [userUrn],
    userName: 'ada@example.com',
    emails: [{ value: 'ada@example.com' }],
  });
  expect(status).toBe(201);
  const group = await createGroup('g');
  const add = [{ op: 'add', path: 'members', value: [{ value: user.id }] }];
  // The same member again is no error.
  for (const operations of [add, add]) expect((await patch(`/Groups/${group.id}`, operations)).status).toBe(204);
  expect(await membersOf(group.id)).toEqual([user.id]);
  expect((await patch(`/Groups/${group.id}`, [{ op: 'remove', path: `members[value eq "${user.id}"]` }])).status).toBe(
    204,
  );
  expect((await send('DELETE', `/Users/${user.id}`)).status).toBe(204);
});
