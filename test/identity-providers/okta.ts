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

/** Okta's wizard for custom applications PUTs everything; an application of its catalogue PATCHes what it can. */
export type OktaClient = 'custom' | 'catalogue';

/** Okta: pages of 100, whole users by PUT with what it read merged in, and never a DELETE of a user. */
export function createOkta(client: ScimClient, kind: OktaClient): IdentityProvider {
  const page = { startIndex: '1', count: '100' };

  async function replaceUser(id: string, changes: object): Promise<void> {
    const current = await success(client.get(`/Users/${id}`));
    await success(client.put(`/Users/${id}`, { ...current, ...changes, groups: [] }));
  }

  async function replaceMembers(
    group: string,
    change: (members: readonly { readonly value: string }[]) => readonly object[],
  ): Promise<void> {
    const { displayName, members = [] } = await success(client.get(`/Groups/${group}`));
    const next = change(members as { value: string }[]);
    await success(client.put(`/Groups/${group}`, { schemas: [groupUrn], id: group, displayName, members: next }));
  }

  async function setActive(id: string, active: boolean): Promise<void> {
    if (kind === 'custom') await replaceUser(id, { active });
    else await success(client.patch(`/Users/${id}`, [{ op: 'replace', value: { active } }]));
  }

  return {
    async assign(person) {
      const found = await findFirst(client, '/Users', { filter: `userName eq "${person.userName}"`, ...page });
      if (found === undefined) return String((await success(client.post('/Users', toUser(person)))).id);
      const id = String(found.id);
      await setActive(id, true);
      await replaceUser(id, profile(person));
      return id;
    },
    update: (id, person) => replaceUser(id, profile(person)),
    unassign: (id) => setActive(id, false),
    async pushGroup(displayName) {
      const found = await findFirst(client, '/Groups', { filter: `displayName eq "${displayName}"`, ...page });
      if (found !== undefined) return String(found.id);
      return String((await success(client.post('/Groups', { schemas: [groupUrn], displayName, members: [] }))).id);
    },
    async renameGroup(id, displayName) {
      if (kind === 'custom') {
        const { members } = await success(client.get(`/Groups/${id}`));
        await success(client.put(`/Groups/${id}`, { schemas: [groupUrn], id, displayName, members }));
      } else {
        await success(client.patch(`/Groups/${id}`, [{ op: 'replace', value: { id, displayName } }]));
      }
    },
    async unlinkGroup(id) {
      await success(client.delete(`/Groups/${id}`));
    },
    async join(group, member) {
      if (kind === 'custom') await replaceMembers(group, (members) => [...members, { value: member }]);
      else
        await success(client.patch(`/Groups/${group}`, [{ op: 'add', path: 'members', value: [{ value: member }] }]));
    },
    async leave(group, member) {
      if (kind === 'custom') {
        await replaceMembers(group, (members) => members.filter(({ value }) => value !== member));
      } else {
        await success(client.patch(`/Groups/${group}`, [{ op: 'remove', path: `members[value eq "${member}"]` }]));
      }
    },
  };
}

function profile({ userName, givenName, familyName, email = userName, department }: Person): object {
  return {
    userName,
    name: { givenName, familyName },
    emails: [{ primary: true, value: email, type: 'work' }],
    displayName: `${givenName} ${familyName}`,
    ...(department !== undefined && { [enterpriseUrn]: { department } }),
  };
}

function toUser(person: Person): object {
  return {
    schemas: [userUrn, ...(person.department === undefined ? [] : [enterpriseUrn])],
    ...profile(person),
    locale: 'en-US',
    externalId: `00u${person.userName}`,
    groups: [],
    password: '1mz050nq',
    active: true,
  };
}
