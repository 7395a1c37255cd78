import type { IdentityProvider as ScimClient } from '@scim-superset/quickstart/story';
import {
  enterpriseUrn,
  findFirst,
  groupUrn,
  type IdentityProvider,
  type Person,
  success,
  userUrn,
} from './identity-provider.ts';

/** Entra with its older PATCH dialect, or as `aadOptscim062020` makes it. */
export type EntraDialect = 'older' | 'modern';

/** Entra: looks before everything, PATCHes everything, and never sends a group with its members. */
export function createEntra(client: ScimClient, dialect: EntraDialect): IdentityProvider {
  const words = dialect === 'older' ? olderWords : modernWords;
  return {
    async assign(person) {
      const found = await findFirst(client, '/Users', { filter: `userName eq "${person.userName}"` });
      if (found === undefined) return String((await success(client.post('/Users', toUser(person)))).id);
      const id = String(found.id);
      await success(client.get(`/Users/${id}`));
      await success(client.patch(`/Users/${id}`, [...words.active(true), ...words.profile(person)]));
      return id;
    },
    async update(id, person) {
      await success(client.get(`/Users/${id}`));
      await success(client.patch(`/Users/${id}`, words.profile(person)));
    },
    async unassign(id) {
      await success(client.patch(`/Users/${id}`, words.active(false)));
    },
    async pushGroup(displayName) {
      const query = { excludedAttributes: 'members', filter: `displayName eq "${displayName}"` };
      const found = await findFirst(client, '/Groups', query);
      return String((found ?? (await success(client.post('/Groups', toGroup(displayName))))).id);
    },
    async renameGroup(id, displayName) {
      await success(client.patch(`/Groups/${id}`, [{ op: words.replace, path: 'displayName', value: displayName }]));
    },
    async unlinkGroup(id) {
      await success(client.delete(`/Groups/${id}`));
    },
    async join(group, member) {
      await success(client.patch(`/Groups/${group}`, words.join(member)));
    },
    async leave(group, member) {
      await success(client.patch(`/Groups/${group}`, words.leave(member)));
    },
  };
}

const workEmail = 'emails[type eq "work"].value';

const olderWords = {
  replace: 'Replace',
  active: (active: boolean) => [{ op: 'Replace', path: 'active', value: active ? 'True' : 'False' }],
  profile: (person: Person) => [
    { op: 'Replace', path: 'userName', value: person.userName },
    { op: 'Replace', path: 'name.givenName', value: person.givenName },
    { op: 'Replace', path: 'name.familyName', value: person.familyName },
    { op: 'Replace', path: workEmail, value: person.email ?? person.userName },
    ...(person.department === undefined
      ? []
      : [{ op: 'Add', path: `${enterpriseUrn}:department`, value: person.department }]),
  ],
  join: (id: string) => [{ op: 'Add', path: 'members', value: [{ $ref: null, value: id }] }],
  leave: (id: string) => [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: id }] }],
};

const modernWords = {
  replace: 'replace',
  active: (active: boolean) => [{ op: 'replace', path: 'active', value: active }],
  profile: (person: Person) => [
    { op: 'replace', path: workEmail, value: person.email ?? person.userName },
    {
      op: 'replace',
      value: {
        userName: person.userName,
        'name.givenName': person.givenName,
        'name.familyName': person.familyName,
        ...(person.department !== undefined && { [`${enterpriseUrn}:department`]: person.department }),
      },
    },
  ],
  join: (id: string) => [{ op: 'add', path: 'members', value: [{ value: id }] }],
  leave: (id: string) => [{ op: 'remove', path: `members[value eq "${id}"]` }],
};

function toUser(person: Person): object {
  const { userName, givenName, familyName, email = userName, department } = person;
  return {
    schemas: [userUrn, enterpriseUrn],
    externalId: `entra-${userName}`,
    userName,
    active: true,
    addresses: null,
    displayName: `${givenName} ${familyName}`,
    emails: [{ primary: true, type: 'work', value: email }],
    meta: { resourceType: 'User' },
    name: { formatted: `${givenName} ${familyName}`, familyName, givenName },
    roles: [],
    ...(department !== undefined && { [enterpriseUrn]: { department } }),
  };
}

function toGroup(displayName: string): object {
  return {
    schemas: [groupUrn, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
    externalId: `entra-${displayName}`,
    displayName,
    meta: { resourceType: 'Group' },
  };
}
