import { type Quirks, strictQuirks } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { createScimClient, enterpriseUrn, type ScimClient, userUrn } from './scim-client.ts';

/** For each quirk a request that is fine with it and refused without it. */
const requests: Partial<
  Record<keyof Quirks, (client: ScimClient, id: string) => Promise<{ readonly status: number }>>
> = {
  booleanStrings: ({ patch }, id) => patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: 'False' }]),
  removeByValue: ({ patch }, id) =>
    patch(`/Users/${id}`, [{ op: 'remove', path: 'emails', value: [{ value: 'h@x' }] }]),
  createMissingElement: ({ patch }, id) =>
    patch(`/Users/${id}`, [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'w@x' }]),
  dottedKeys: ({ patch }, id) => patch(`/Users/${id}`, [{ op: 'replace', value: { 'name.givenName': 'Ada' } }]),
  bareManager: ({ patch }, id) => patch(`/Users/${id}`, [{ op: 'add', path: `${enterpriseUrn}:manager`, value: 'm' }]),
  unknownSchemas: ({ send }) => send('POST', '/Users', { schemas: [userUrn, 'urn:example:unknown'], userName: 'x' }),
  unknownAttributes: ({ send }) => send('POST', '/Users', { schemas: [userUrn], userName: 'x', shoeSize: 42 }),
  looseCardinality: ({ send }) =>
    send('POST', '/Users', { schemas: [userUrn], userName: 'x', emails: { value: 'a@x' } }),
  readOnlyInPatch: ({ patch }, id) => patch(`/Users/${id}`, [{ op: 'replace', value: { id: 'other', title: 'x' } }]),
  unquotedFilterValues: ({ send }) => send('GET', '/Users?filter=externalId eq jyoung'),
};

describe.each(Object.entries(requests))('the quirk %s', (name, request) => {
  it('is on by default and can be switched off alone', async () => {
    const lenient = createScimClient();
    // Without dotted keys they are unknown attributes, which are another quirk's business.
    const without = createScimClient({
      quirks: { [name]: false, ...(name === 'dottedKeys' && { unknownAttributes: false }) },
    });
    const strict = createScimClient({ quirks: strictQuirks });
    const statuses = [];
    for (const client of [lenient, without, strict]) {
      const { id } = await client.createUser('ada', { emails: [{ value: 'h@x', type: 'home' }] });
      statuses.push((await request(client, id)).status);
    }
    expect(statuses).toEqual([expect.toSatisfy((status: number) => status < 300), 400, 400]);
  });
});
