import type { Authenticate } from '@scim-superset/core';
import { expect, it } from 'vitest';
import { baseUrl, createScimClient } from './scim-client.ts';

const asSubject = (subject?: string): { authenticate: Authenticate } => ({
  authenticate: async () => ({
    actor: { kind: 'oauth', id: 'client' },
    scopes: ['scim:read', 'scim:write'],
    ...(subject !== undefined && { subject }),
  }),
});

it('/Me is 501 for credentials that stand for no user', async () => {
  const { send } = createScimClient();
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    expect((await send(method, '/Me', method === 'GET' ? undefined : {})).status).toBe(501);
  }
  expect(await send('POST', '/Me', {})).toMatchObject({ status: 405 });
});

it('/Me is the user of the subject, found by userName, externalId or id', async () => {
  const { store, createUser } = createScimClient();
  const user = await createUser('Ada@example.com', { externalId: '00u1' });
  for (const subject of ['ada@EXAMPLE.com', '00u1', user.id]) {
    const { send } = createScimClient({ store, ...asSubject(subject) });
    const answer = await send('GET', '/Me');
    expect(answer).toMatchObject({ status: 200, body: user });
    expect(answer.headers.location).toBe(`${baseUrl}/Users/${user.id}`);
  }
  const { send, patch } = createScimClient({ store, ...asSubject('00u1') });
  expect((await patch('/Me', [{ op: 'replace', path: 'title', value: 'x' }])).body).toMatchObject({
    id: user.id,
    title: 'x',
  });
  expect((await send('DELETE', '/Me')).status).toBe(204);
  expect((await send('GET', '/Me')).status).toBe(404);
});
