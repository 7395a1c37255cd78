import {
  compileProjection,
  createResourceType,
  enterpriseUserUrn,
  projectResource,
  type User,
  userResourceType,
  userUrn,
} from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { frozen, refusalOf } from '../patch/patch-request.ts';

const user: User = frozen({
  schemas: [userUrn, enterpriseUserUrn],
  id: '1',
  meta: { resourceType: 'User' },
  userName: 'ada',
  password: 'secret',
  name: { givenName: 'Ada', familyName: 'King' },
  emails: [{ value: 'a@example.com', type: 'work' }, { type: 'home' }],
  stray: 'not in the schema',
  [enterpriseUserUrn]: { department: 'Engines', manager: { value: 'm', displayName: 'C' } },
});
const always = { schemas: user.schemas, id: '1' };
const { password: _password, stray: _stray, ...byDefault } = user;
const only = (...attributes: readonly string[]) => projectResource(user, userResourceType, { attributes });
const except = (...excludedAttributes: readonly string[]) =>
  projectResource(user, userResourceType, { excludedAttributes });

describe('projectResource', () => {
  it('returns what is returned by default', () => {
    expect(projectResource(user, userResourceType)).toEqual(byDefault);
    expect(except()).toEqual(byDefault);
  });

  it.each([
    [['userName'], { userName: 'ada' }],
    [['USERNAME', 'nosuch', ''], { userName: 'ada' }],
    [['nosuch'], {}],
    [[], {}],
    [['password', 'stray', '__proto__', 'constructor'], {}],
    [['meta.resourceType'], { meta: user.meta }],
    [['name'], { name: user.name }],
    [['name.givenname'], { name: { givenName: 'Ada' } }],
    [['name.givenName', 'name'], { name: user.name }],
    [['name.givenName', 'name.familyName'], { name: user.name }],
    [['emails.value'], { emails: [{ value: 'a@example.com' }] }],
    [['emails.display'], {}],
    [[`${userUrn}:name.familyName`], { name: { familyName: 'King' } }],
    [[enterpriseUserUrn.toUpperCase()], { [enterpriseUserUrn]: user[enterpriseUserUrn] }],
    [[`${enterpriseUserUrn}:department`], { [enterpriseUserUrn]: { department: 'Engines' } }],
    [[`${enterpriseUserUrn}:manager.value`], { [enterpriseUserUrn]: { manager: { value: 'm' } } }],
    [['department'], { [enterpriseUserUrn]: { department: 'Engines' } }],
  ])('attributes %j', (attributes, expected) => {
    expect(only(...attributes)).toEqual({ ...always, ...expected });
  });

  it.each([
    [['id', 'schemas', 'nosuch'], {}],
    [['EMAILS', 'name'], { emails: undefined, name: undefined }],
    [
      ['emails.value', 'name.givenName'],
      { emails: [{ type: 'work' }, { type: 'home' }], name: { familyName: 'King' } },
    ],
    [['name.givenName', 'name.familyName'], { name: undefined }],
    [[enterpriseUserUrn], { [enterpriseUserUrn]: undefined }],
    [
      [`${enterpriseUserUrn}:manager.displayName`],
      { [enterpriseUserUrn]: { department: 'Engines', manager: { value: 'm' } } },
    ],
    [[`${userUrn}:meta`], { meta: undefined }],
  ])('excludedAttributes %j', (excluded, difference) => {
    expect(except(...excluded)).toEqual({ ...byDefault, ...difference });
    for (const [name, value] of Object.entries(difference))
      expect(name in except(...excluded)).toBe(value !== undefined);
  });

  it('takes one parameter or the other (RFC 7644 §3.9)', () => {
    const parameters = { attributes: ['userName'], excludedAttributes: ['name'] };
    expect(refusalOf(() => projectResource(user, userResourceType, parameters))).toContain('400 invalidValue');
  });

  it('honours `returned` of attributes and sub-attributes, in extensions too (RFC 7643 §7)', () => {
    const attributes = [
      { name: 'fixed', returned: 'always' },
      { name: 'costly', returned: 'request' },
      { name: 'hidden', returned: 'never' },
      {
        name: 'box',
        type: 'complex',
        subAttributes: [
          { name: 'fixed', returned: 'always' },
          { name: 'plain' },
          { name: 'costly', returned: 'request' },
          { name: 'hidden', returned: 'never' },
        ],
      },
      { name: 'vault', type: 'complex', returned: 'never', subAttributes: [{ name: 'key' }] },
    ] as const;
    const type = createResourceType({
      name: 'Box',
      endpoint: '/Boxes',
      schema: { id: 'urn:x:Box', name: 'Box', attributes },
      extensions: [{ schema: { id: 'urn:x:More', name: 'More', attributes } }],
    });
    const content = {
      fixed: 'f',
      costly: 'c',
      hidden: 'h',
      box: { fixed: 'f', plain: 'p', costly: 'c', hidden: 'h' },
      vault: { key: 'k' },
    };
    const box = { schemas: ['urn:x:Box'], ...content, 'urn:x:More': content };
    const show = (parameters: object) => projectResource(box, type, parameters);
    const usual = { fixed: 'f', box: { fixed: 'f', plain: 'p' } };
    const least = { schemas: box.schemas, fixed: 'f', 'urn:x:More': { fixed: 'f' } };

    expect(show({})).toEqual({ schemas: box.schemas, ...usual, 'urn:x:More': usual });
    expect(show({ attributes: ['x'] })).toEqual(least);
    expect(show({ attributes: ['costly', 'hidden', 'vault', 'vault.key'] })).toEqual({ ...least, costly: 'c' });
    expect(show({ attributes: ['box.costly', 'box.hidden'] })).toEqual({ ...least, box: { fixed: 'f', costly: 'c' } });
    expect(show({ attributes: ['box'] })).toEqual({ ...least, box: usual.box });
    expect(show({ attributes: ['urn:x:More'] })).toEqual({ ...least, 'urn:x:More': usual });
    expect(show({ excludedAttributes: ['fixed', 'box.fixed', 'urn:x:More'] })).toEqual({ ...least, ...usual });
  });

  it('prepares for many resources of one type', () => {
    const project = compileProjection(userResourceType, { attributes: ['userName'] });
    expect([user, { ...user, id: '2', userName: 'bob' }].map(project)).toEqual([
      { ...always, userName: 'ada' },
      { ...always, id: '2', userName: 'bob' },
    ]);
  });
});
