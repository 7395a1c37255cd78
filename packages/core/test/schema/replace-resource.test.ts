import {
  createResourceType,
  enterpriseUserUrn,
  type Group,
  groupResourceType,
  groupUrn,
  replaceResource,
  type User,
  userResourceType,
  userUrn,
} from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { frozen, refusalOf } from '../patch/patch-request.ts';

const user: User = {
  schemas: [userUrn, enterpriseUserUrn],
  id: '1',
  meta: { resourceType: 'User', version: 'W/"3"' },
  userName: 'ada',
  active: false,
  title: 'Countess',
  emails: [{ value: 'a@example.com' }],
  groups: [{ value: 'g' }],
  [enterpriseUserUrn]: { department: 'Engines', manager: { value: 'm', displayName: 'Charles' } },
};
const put = (body: object) =>
  replaceResource(frozen(user), frozen({ schemas: [userUrn], userName: 'ada', ...body }), userResourceType);

describe('replaceResource', () => {
  it('clears what is left out, keeps what is read-only, and says what changed', () => {
    const { resource, changes, members } = put({ id: 'other', meta: {}, groups: [], active: true, title: 'Lady' });
    expect(resource).toEqual({
      schemas: [userUrn],
      id: '1',
      meta: user.meta,
      userName: 'ada',
      active: true,
      title: 'Lady',
      groups: user.groups,
    });
    expect(changes.map(({ path }) => path)).toEqual([
      'title',
      'active',
      'emails',
      `${enterpriseUserUrn}:department`,
      `${enterpriseUserUrn}:manager.value`,
      `${enterpriseUserUrn}:manager.displayName`,
    ]);
    expect(members).toBeUndefined();
  });

  it('changes nothing when the client sends back what it has read', () => {
    expect(put(user).changes).toEqual([]);
    expect(put(user).resource).toEqual(user);
  });

  it('does not give access back by leaving active out, but does by null', () => {
    expect(put({}).resource.active).toBe(false);
    expect('active' in put({ active: null }).resource).toBe(false);
  });

  it('keeps read-only sub-attributes of what is replaced', () => {
    const { resource } = put({ [enterpriseUserUrn]: { manager: { value: 'n' } } });
    expect(resource[enterpriseUserUrn]).toEqual({ manager: { value: 'n', displayName: 'Charles' } });
  });

  it('shares nothing with what there was', () => {
    const { resource } = replaceResource(user, user, userResourceType);
    expect(resource.meta).not.toBe(user.meta);
    expect(resource.groups?.[0]).not.toBe(user.groups?.[0]);
    expect(resource.emails?.[0]).not.toBe(user.emails?.[0]);
  });

  it('demands required attributes', () => {
    expect(refusalOf(() => replaceResource(user, { schemas: [userUrn] }, userResourceType))).toContain('"userName"');
  });
});

describe('immutable and write-only attributes', () => {
  const type = createResourceType({
    name: 'Device',
    endpoint: '/Devices',
    schema: {
      id: 'urn:x:Device',
      name: 'Device',
      attributes: [
        { name: 'serial', mutability: 'immutable' },
        { name: 'pin', mutability: 'writeOnly', returned: 'never' },
        { name: 'owner', type: 'complex', subAttributes: [{ name: 'id', mutability: 'immutable' }, { name: 'note' }] },
      ],
    },
  });
  const schemas = ['urn:x:Device'];
  const device = { schemas, serial: 'S1', pin: '1234', owner: { id: 'o', note: 'n' } };
  const replace = (body: object) => replaceResource(frozen(device), frozen({ schemas, ...body }), type);

  it('stay when left out', () => {
    expect(replace({ owner: { note: 'x' } }).resource).toEqual({ ...device, owner: { id: 'o', note: 'x' } });
  });

  it('go by null, unless immutable', () => {
    expect('pin' in replace({ pin: null }).resource).toBe(false);
    expect(refusalOf(() => replace({ serial: null }))).toMatch(/^400 mutability: Attribute "serial"/);
  });

  it('may be set once, sent again, and not changed', () => {
    expect(replaceResource({ schemas }, { schemas, serial: 'S9' }, type).resource.serial).toBe('S9');
    expect(replace({ serial: 'S1', owner: { id: 'o' } }).changes.map(({ path }) => path)).toEqual(['owner.note']);
    expect(refusalOf(() => replace({ serial: 'S2' }))).toMatch(/^400 mutability: Attribute "serial"/);
    expect(refusalOf(() => replace({ owner: { id: 'p' } }))).toMatch(/^400 mutability: Attribute "owner.id"/);
  });

  it('show what is never returned as ***', () => {
    expect(replace({ pin: '9999', owner: device.owner }).changes).toEqual([
      { path: 'pin', before: '***', after: '***' },
    ]);
  });
});

describe('members', () => {
  const group: Group = { schemas: [groupUrn], displayName: 'g', members: [{ value: '1', display: 'Ada' }] };
  const putGroup = (body: object, membership?: 'separate') =>
    replaceResource(
      frozen(group),
      frozen({ schemas: [groupUrn], displayName: 'g', ...body }),
      groupResourceType,
      membership && { membership },
    );

  it('stay when the client leaves them out', () => {
    expect(putGroup({}).members).toBeUndefined();
    expect(putGroup({}).resource).toEqual(group);
    expect(putGroup({ members: undefined }).members).toBeUndefined();
  });

  it.each([[[]], [null]])('go when the client sends %j', (members) => {
    expect(putGroup({ members }).members).toEqual({ kind: 'replace', add: [] });
    expect('members' in putGroup({ members }).resource).toBe(false);
  });

  it('are replaced by those sent, once each', () => {
    const { members, resource, changes } = putGroup({ members: [{ value: '2' }, { value: '3' }, { value: '2' }] });
    expect(members).toEqual({ kind: 'replace', add: ['2', '3'] });
    expect(resource.members).toEqual([{ value: '2' }, { value: '3' }]);
    expect(changes).toEqual([]);
  });

  it('are left out of the result where they are kept elsewhere', () => {
    const result = putGroup({ members: [{ value: '2' }] }, 'separate');
    expect('members' in result.resource).toBe(false);
    expect(result.members).toEqual({ kind: 'replace', add: ['2'] });
  });
});
