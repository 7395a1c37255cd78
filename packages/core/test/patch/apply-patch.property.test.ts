import {
  applyPatch,
  enterpriseUserUrn,
  type Group,
  groupResourceType,
  groupUrn,
  ScimError,
  type User,
  userResourceType,
  userUrn,
} from '@scim-superset/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { frozen, patchOp } from './patch-request.ts';
import { type ReferenceOperation, referencePatch } from './reference-patch.ts';

const text = fc.constantFrom('a', 'b', 'c');
const type = fc.constantFrom('work', 'home');
const email = fc.record({ value: text, type, primary: fc.boolean(), display: text }, { requiredKeys: ['value'] });
const emails = fc
  .array(email, { minLength: 1, maxLength: 3 })
  .filter((list) => list.filter(({ primary }) => primary).length < 2)
  // What a server stores has no two values alike (RFC 7643 §2.4).
  .filter((list) => new Set(list.map((one) => `${one.value} ${one.type}`)).size === list.length);
const name = fc.record({ givenName: text, familyName: text }, { requiredKeys: ['givenName'] });
const extension = fc.record({ department: text, costCenter: text }, { requiredKeys: ['department'] });

const user = fc.record({ title: text, name, emails, [enterpriseUserUrn]: extension }, { requiredKeys: [] }).map(
  (parts): User => ({
    schemas: enterpriseUserUrn in parts ? [userUrn, enterpriseUserUrn] : [userUrn],
    userName: 'u',
    ...parts,
  }),
);

const setter = fc.constantFrom('add', 'replace');
const set = (path: string, value: fc.Arbitrary<unknown>) => fc.record({ op: setter, path: fc.constant(path), value });
const operation = fc.oneof(
  set('title', fc.option(text)),
  set(
    'name',
    fc
      .record({ givenName: fc.option(text), familyName: text }, { requiredKeys: [] })
      .filter((value) => Object.keys(value).length > 0),
  ),
  set('name.givenName', text),
  set('emails', emails),
  type.chain((label) => set(`emails[type eq "${label}"].value`, text)),
  type.chain((label) => set(`emails[type eq "${label}"].primary`, fc.boolean())),
  type.chain((label) => set(`emails[type eq "${label}"]`, email)),
  set(`${enterpriseUserUrn}:department`, text),
  fc.record({
    op: fc.constant('remove'),
    path: fc.constantFrom(
      'title',
      'name',
      'name.givenName',
      'emails',
      'emails[type eq "work"]',
      'emails[type eq "home"].value',
      enterpriseUserUrn,
      `${enterpriseUserUrn}:department`,
    ),
  }),
) as fc.Arbitrary<ReferenceOperation>;
const operations = fc.array(operation, { minLength: 1, maxLength: 4 });

/** The outcome, or undefined when the request is refused. */
function attempt(resource: User, list: readonly unknown[]) {
  try {
    return applyPatch(frozen(resource), frozen(patchOp(...list)), userResourceType);
  } catch (error) {
    if (ScimError.is(error)) return undefined;
    throw error;
  }
}

it('does what the slow reference does', () => {
  fc.assert(
    fc.property(user, operations, (resource, list) => {
      // Removing the extension by its URN is the one path that the reference does not read.
      const canonical = list.flatMap((one) =>
        one.path === enterpriseUserUrn
          ? ['department', 'costCenter'].map((part) => ({ ...one, path: `${enterpriseUserUrn}:${part}` }))
          : [one],
      );
      expect(attempt(resource, list)?.resource).toEqual(referencePatch(resource, canonical));
    }),
    { numRuns: 3_000 },
  );
});

it('shares nothing with the resource or the request', () => {
  fc.assert(
    fc.property(user, operations, (resource, list) => {
      const request = patchOp(...list);
      const inputs = objectsIn([resource, request]);
      try {
        const result = applyPatch(resource, request, userResourceType);
        expect([...objectsIn(result)].filter((object) => inputs.has(object))).toEqual([]);
      } catch (error) {
        if (!ScimError.is(error)) throw error;
      }
    }),
    { numRuns: 1_000 },
  );
});

it('does in one request what it does in several', () => {
  fc.assert(
    fc.property(user, operations, operations, (resource, first, second) => {
      const between = attempt(resource, first)?.resource;
      const apart = between === undefined ? undefined : attempt(between, second)?.resource;
      expect(attempt(resource, [...first, ...second])?.resource).toEqual(apart);
    }),
    { numRuns: 1_000 },
  );
});

it('reports changes exactly when something differs, and what', () => {
  fc.assert(
    fc.property(user, operations, (resource, list) => {
      const result = attempt(resource, list);
      if (result === undefined) return;
      const expected = differences(resource, result.resource);
      expect(Object.fromEntries(result.changes.map(({ path, before, after }) => [path, [before, after]]))).toEqual(
        expected,
      );
    }),
    { numRuns: 1_000 },
  );
});

it('changes nothing when an operation that names its outcome is repeated', () => {
  // A filter may no longer match once its value is removed or has got another type.
  const named = operation.filter(({ op, path }) => !path.endsWith(']') && !(op === 'remove' && path.includes('[')));
  fc.assert(
    fc.property(
      user,
      named.map((one) => [one]),
      (resource, list) => {
        const once = attempt(resource, list)?.resource;
        if (once !== undefined) expect(attempt(once, list)?.changes).toEqual([]);
      },
    ),
    { numRuns: 1_000 },
  );
});

it('keeps the delta of members and the list in step', () => {
  const ids = fc.array(fc.constantFrom<string>('1', '2', '3', '4'), { maxLength: 3 });
  const change = fc.oneof(
    fc.record({
      op: fc.constantFrom('add', 'remove', 'replace'),
      path: fc.constant('members'),
      value: ids.map(asMembers),
    }),
    ids
      .filter((list) => list.length > 0)
      .map((list) => ({
        op: 'remove',
        path: `members[${list.map((id) => `value eq "${id}"`).join(' or ')}]`,
      })),
    fc.constant({ op: 'remove', path: 'members[not (value eq "2")]' }),
    fc.constant({ op: 'remove', path: 'members' }),
  );
  fc.assert(
    fc.property(ids, fc.array(change, { minLength: 1, maxLength: 5 }), (start, list) => {
      const members = [...new Set(start)];
      const group: Group = { schemas: [groupUrn], displayName: 'g', members: asMembers(members) };
      const { resource, members: delta } = applyPatch(frozen(group), patchOp(...list), groupResourceType);
      const after = new Set(delta?.kind === 'replace' ? [] : members);
      for (const id of delta?.kind === 'delta' ? delta.remove : []) after.delete(id);
      for (const id of delta?.add ?? []) after.add(id);
      expect(resource.members?.map(({ value }) => value) ?? []).toEqual([...after]);
    }),
    { numRuns: 1_000 },
  );
});

function objectsIn(value: unknown, found: Set<unknown> = new Set()): Set<unknown> {
  if (typeof value !== 'object' || value === null) return found;
  found.add(value);
  for (const part of Object.values(value)) objectsIn(part, found);
  return found;
}

function asMembers(ids: readonly string[]) {
  return ids.map((value) => ({ value }));
}

/** Path by path, the long way round: by flattening both. */
function differences(before: User, after: User): Record<string, unknown> {
  const [old, current] = [flatten(before), flatten(after)];
  const paths = new Set([...Object.keys(old), ...Object.keys(current)]);
  return Object.fromEntries(
    [...paths]
      .filter((path) => JSON.stringify(sortKeys(old[path])) !== JSON.stringify(sortKeys(current[path])))
      .map((path) => [path, [old[path], current[path]]]),
  );
}

function flatten({
  schemas: _schemas,
  name: fullName,
  [enterpriseUserUrn]: enterprise,
  ...rest
}: User): Record<string, unknown> {
  const prefixed = (prefix: string, parts: object = {}) =>
    Object.fromEntries(Object.entries(parts).map(([key, value]) => [`${prefix}${key}`, value]));
  return { ...rest, ...prefixed('name.', fullName), ...prefixed(`${enterpriseUserUrn}:`, enterprise) };
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
