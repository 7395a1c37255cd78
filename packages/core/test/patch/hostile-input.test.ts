import {
  applyPatch,
  createResourceType,
  enterpriseUserUrn,
  groupResourceType,
  readResource,
  replaceResource,
  ScimError,
  type ScimResource,
  strictQuirks,
  type User,
  userResourceType,
  userUrn,
} from '@scim-superset/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frozen, patch, patchOp, refusalOf } from './patch-request.ts';

const user: User = { schemas: [userUrn], userName: 'ada', emails: [{ value: 'a@example.com', type: 'work' }] };

/** A JSON text parsed, so that `__proto__` is an own property as in a request body. */
const json = (text: string): unknown => JSON.parse(text);

describe('names of Object.prototype', () => {
  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])('%s does nothing', (name) => {
    const nested = `{"${name}":{"polluted":true,"active":true},"givenName":"Ada"}`;
    const body = `{"schemas":["${userUrn}"],"userName":"ada","${name}":${nested},"name":${nested},"emails":[${nested}]}`;
    expect(readResource(json(body), userResourceType)).toEqual({
      schemas: [userUrn],
      userName: 'ada',
      name: { givenName: 'Ada' },
    });
    const { resource } = patch(user, userResourceType, [
      { op: 'add', value: json(`{"${name}":{"x":1},"name":${nested},"${name}.polluted":true}`) },
      { op: 'add', path: enterpriseUserUrn, value: json(`{"${name}":{"x":1},"department":"d"}`) },
      json(`{"op":"add","path":"title","value":"t","${name}":{"op":"remove"}}`),
    ]);
    expect(resource).toEqual({
      ...user,
      schemas: [userUrn, enterpriseUserUrn],
      name: { givenName: 'Ada' },
      title: 't',
      [enterpriseUserUrn]: { department: 'd' },
    });
    expect(Object.getPrototypeOf(resource)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
    for (const path of [name, `${name}.polluted`, `name.${name}`, `${enterpriseUserUrn}:${name}`, `emails.${name}`]) {
      expect(refusalOf(() => patch(user, userResourceType, [{ op: 'add', path, value: 'x' }]))).toContain(
        'invalidPath',
      );
    }
  });

  it('of a stored resource are not taken over', () => {
    const stored = json(`{"schemas":["${userUrn}"],"userName":"ada","__proto__":{"x":1},"name":{"__proto__":{"x":1}}}`);
    const { resource } = applyPatch(
      stored as User,
      patchOp({ op: 'add', path: 'title', value: 't' }),
      userResourceType,
    );
    expect(Object.getPrototypeOf(resource)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(resource.name)).toBe(Object.prototype);
  });

  it('does not take an inherited property for a value', () => {
    const type = createResourceType<ScimResource>({
      name: 'Odd',
      endpoint: '/Odds',
      schema: { id: 'urn:x:Odd', name: 'Odd', attributes: [{ name: 'constructor' }, { name: 'valueOf' }] },
    });
    const odd = { schemas: ['urn:x:Odd'] };
    const { resource, changes } = applyPatch(odd, patchOp({ op: 'add', path: 'CONSTRUCTOR', value: 'x' }), type);
    expect(resource).toEqual({ ...odd, constructor: 'x' });
    expect(changes).toEqual([{ path: 'constructor', before: undefined, after: 'x' }]);
  });
});

describe('limits', () => {
  it('refuses more operations than allowed', () => {
    const operations = Array.from({ length: 1_001 }, () => ({ op: 'add', path: 'title', value: 'x' }));
    expect(refusalOf(() => patch(user, userResourceType, operations))).toContain('413');
    expect(refusalOf(() => patch(user, userResourceType, operations, { maxOperations: 2_000 }))).toBe(
      'nothing refused',
    );
  });

  it('refuses more values than allowed, whether they come together or one by one', () => {
    const roles = Array.from({ length: 1_001 }, (_, index) => ({ value: `r${index}` }));
    const body = { schemas: [userUrn], userName: 'ada', roles };
    expect(refusalOf(() => readResource(body, userResourceType))).toContain('at most 1000 values');
    const operations = roles.map((role) => ({ op: 'add', path: 'roles', value: [role] }));
    expect(refusalOf(() => patch(user, userResourceType, operations, { maxOperations: 2_000 }))).toContain(
      'at most 1000',
    );
  });

  it('refuses additions that compare too much for their size', () => {
    const roles = Array.from({ length: 1_000 }, (_, index) => ({ value: `r${index}` }));
    const operations = Array.from({ length: 6 }, () => ({ op: 'add', path: 'roles', value: roles }));
    expect(refusalOf(() => patch({ ...user, roles }, userResourceType, operations))).toContain('413');
    expect(refusalOf(() => patch({ ...user, roles }, userResourceType, operations.slice(4)))).toBe('nothing refused');
  });

  it('refuses operations that search too much for their size', () => {
    const filter = Array.from({ length: 300 }, (_, index) => `display co "${index}"`).join(' or ');
    const roles = Array.from({ length: 1_000 }, (_, index) => ({ value: `r${index}` }));
    const operations = Array.from({ length: 100 }, () => ({
      op: 'replace',
      path: `roles[${filter}].type`,
      value: 't',
    }));
    const withRoles = { ...user, roles: roles.map((role, index) => ({ ...role, display: `${index}` })) };
    expect(refusalOf(() => patch(withRoles, userResourceType, operations))).toContain('413');
  });

  it('is not impressed by depth', () => {
    const deep = json(`${'{"name":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
    const list = json(`${'['.repeat(20_000)}1${']'.repeat(20_000)}`);
    for (const value of [deep, list, { name: deep }, { emails: list }, { [enterpriseUserUrn]: deep }]) {
      expect(() => applyPatch(user, patchOp({ op: 'add', value }), userResourceType)).toSatisfy(throwsOnlyScimErrors);
      const body = { schemas: [userUrn], userName: 'x', name: value, emails: value };
      expect(() => readResource(body, userResourceType)).toSatisfy(throwsOnlyScimErrors);
    }
  });
});

describe('messages', () => {
  it('repeat no value and no markup', () => {
    const secret = 'hunter2-<script>';
    const attempts = [
      { op: 'add', path: 'active', value: secret },
      { op: 'add', path: 'emails', value: secret },
      { op: 'add', path: 'password', value: { secret } },
      { op: 'add', path: `<script>${secret}`, value: 1 },
      { op: secret },
    ];
    for (const attempt of attempts) {
      const refused = refusalOf(() => patch(user, userResourceType, [attempt]));
      expect(refused).toMatch(/^400 invalid/);
      expect(refused).not.toContain('hunter2');
      expect(refused).not.toContain('<');
    }
  });

  it('say which attribute, what was wrong and what to do', () => {
    const refuse = (operation: unknown) => refusalOf(() => patch(user, userResourceType, [operation]));
    expect(refuse({ op: 'add', path: 'name.givenName', value: 7 })).toBe(
      '400 invalidValue: Attribute "name.givenName" must be a string, but a number was sent',
    );
    expect(refuse({ op: 'add', path: 'emails', value: [{ primary: 'yes' }] })).toBe(
      '400 invalidValue: Attribute "emails.primary" must be true or false, but another string was sent',
    );
    expect(refuse({ op: 'add', path: `${enterpriseUserUrn}:manager.displayName`, value: 'x' })).toBe(
      `400 mutability: Attribute "${enterpriseUserUrn}:manager.displayName" is read-only; leave it out`,
    );
  });
});

describe('whatever is sent', () => {
  const name = fc.constantFrom(
    'schemas',
    'id',
    'userName',
    'name',
    'name.givenName',
    'emails',
    'EMAILS',
    'emails.value',
    'active',
    'roles',
    'members',
    'emails[type eq "work"]',
    'emails[type eq "work"].value',
    'members[value eq "1"]',
    'members[display pr]',
    'x',
    '',
    'groups',
    'meta',
    'password',
    'manager',
    enterpriseUserUrn,
    `${enterpriseUserUrn}:manager`,
    'value',
    'type',
    'primary',
    '__proto__',
    'constructor',
    'emails[',
    '[]',
    'displayName',
    'externalId',
    'x509Certificates',
    'addresses',
  );
  const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, false, '', 'x', 'True', 'work', 7, 1.5, Number.NaN, undefined, '\0', '\ud800'),
      fc.dictionary(name, tie('value'), { maxKeys: 4 }),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
  })).value;
  const operation = fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record(
        { op: fc.constantFrom('add', 'Replace', 'REMOVE'), path: name, value },
        { requiredKeys: ['op'] },
      ),
    },
    { weight: 1, arbitrary: value },
  );
  const message = fc.oneof(
    { weight: 9, arbitrary: fc.array(operation, { minLength: 1, maxLength: 4 }).map((list) => patchOp(...list)) },
    { weight: 1, arbitrary: value },
  );
  const body = fc
    .oneof(fc.dictionary(name, value), value)
    .map((part) => (typeof part === 'object' && part !== null ? { schemas: [userUrn], userName: 'x', ...part } : part));

  it('a PATCH gives a result or a ScimError, and changes no input', () => {
    fc.assert(
      fc.property(message, fc.constantFrom(true, false), (request, isLenient) => {
        const options = isLenient ? {} : { quirks: strictQuirks };
        const group = { schemas: ['x'], displayName: 'g', members: [{ value: '1', display: 'd' }] };
        for (const [resource, type] of [
          [user, userResourceType],
          [group, groupResourceType],
        ] as const) {
          expect(() => {
            const result = applyPatch(frozen(resource), frozen(request), type as typeof userResourceType, options);
            // Every result is a resource that can be sent as it is.
            JSON.stringify(result);
          }).toSatisfy(throwsOnlyScimErrors);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('a POST or PUT gives a result or a ScimError, and changes no input', () => {
    fc.assert(
      fc.property(body, (input) => {
        expect(() => readResource(frozen(input), userResourceType)).toSatisfy(throwsOnlyScimErrors);
        expect(() => replaceResource(frozen(user), frozen(input), userResourceType)).toSatisfy(throwsOnlyScimErrors);
      }),
      { numRuns: 1_000 },
    );
  });
});

function throwsOnlyScimErrors(action: () => unknown): boolean {
  try {
    action();
  } catch (error) {
    if (!ScimError.is(error)) throw error;
  }
  return true;
}
