import { expect, it } from 'vitest';
import { createScimClient, groupUrn, userUrn } from './scim-client.ts';

it('JumpCloud tries a user and a group out and removes them again', async () => {
  const { send, patch } = createScimClient();
  const user = await send('POST', '/Users', {
    schemas: [userUrn],
    userName: 'jumpcloudTestUser@jumpcloudtest.com',
    name: { familyName: 'User', givenName: 'Test' },
    emails: [{ value: 'jumpcloudTestUser@jumpcloudtest.com', type: 'work', primary: true }],
    active: true,
  });
  const group = await send('POST', '/Groups', {
    schemas: [groupUrn],
    displayName: 'JumpCloud Test',
    members: [{ value: user.body.id }],
  });
  expect([user.status, group.status]).toEqual([201, 201]);
  expect((await send('GET', '/Users?count=1&startIndex=1')).body).toMatchObject({ totalResults: 1, itemsPerPage: 1 });
  expect((await patch(`/Users/${user.body.id}`, [{ op: 'replace', value: { active: false } }])).body.active).toBe(
    false,
  );
  for (const path of [`/Groups/${group.body.id}`, `/Users/${user.body.id}`]) {
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('GET', path)).status).toBe(404);
  }
});

it('Ping finds a user by e-mail without naming the sub-attribute; Google probes with one user', async () => {
  const { send, createUser } = createScimClient();
  const { id } = await createUser('ada', { emails: [{ value: 'ada@example.com', type: 'work' }] });
  expect((await send('GET', '/Users?filter=emails eq "ADA@example.com"')).body.Resources).toMatchObject([{ id }]);
  expect((await send('GET', '/Users?count=1')).body).toMatchObject({ totalResults: 1, itemsPerPage: 1 });
});
