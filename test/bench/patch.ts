import {
  applyPatch,
  compileProjection,
  enterpriseUserUrn,
  type Group,
  groupResourceType,
  groupUrn,
  type User,
  userResourceType,
  userUrn,
} from '@scim-superset/core';
import { scimPatch } from 'scim-patch';
import { PatchOp } from 'scimmy/messages';
import { Group as ScimmyGroup, User as ScimmyUser } from 'scimmy/schemas';
import { type Contender, interleave } from './interleave.ts';

/** One comparison: microseconds for one call of ours and of the peer, and how many times faster ours is. */
export interface BenchRow {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
}

const meta = { resourceType: 'User', created: '2026-01-01T00:00:00Z', lastModified: '2026-01-01T00:00:00Z' };
const user: User = {
  schemas: [userUrn, enterpriseUserUrn],
  id: '2819c223',
  externalId: 'bjensen',
  meta: { ...meta, location: 'https://example.com/Users/2819c223' },
  userName: 'bjensen@example.com',
  name: { givenName: 'Barbara', familyName: 'Jensen', formatted: 'Barbara Jensen' },
  displayName: 'Babs Jensen',
  title: 'Tour Guide',
  active: true,
  emails: [
    { value: 'bjensen@example.com', type: 'work', primary: true },
    { value: 'babs@jensen.org', type: 'home' },
  ],
  phoneNumbers: [{ value: '555-555-5555', type: 'work' }],
  [enterpriseUserUrn]: { employeeNumber: '701984', department: 'Tours' },
};

/** Times PATCH and projection beside scimmy and scim-patch, each as it is published. */
export async function benchPatch(): Promise<readonly BenchRow[]> {
  const userPatch = patchOp(
    { op: 'replace', path: 'name.familyName', value: 'Smith' },
    { op: 'replace', path: 'emails[type eq "work"].value', value: 'bsmith@example.com' },
    { op: 'add', path: 'nickName', value: 'Babs' },
    { op: 'replace', path: 'active', value: false },
  );
  const ours = () => applyPatch(user, userPatch, userResourceType);
  const list = Array.from({ length: 1_000 }, (_, index) => ({ ...user, id: `${index}` }));
  const project = compileProjection(userResourceType);
  return [
    await compare('user PATCH of 4 operations, scimmy', ours, scimmyUser(userPatch)),
    await compare('user PATCH of 4 operations, scim-patch', ours, scimPatchOf(user, userPatch)),
    ...(await benchMembers()),
    await compare(
      'projection of 1,000 users, JSON.stringify of them',
      () => list.map(project),
      () => JSON.stringify(list),
    ),
  ];
}

async function benchMembers(): Promise<readonly BenchRow[]> {
  const addOne = patchOp({ op: 'add', path: 'members', value: [{ value: 'newcomer' }] });
  const removeOne = (id: string) => patchOp({ op: 'remove', path: `members[value eq "${id}"]` });
  const thousand = Array.from({ length: 1_000 }, (_, index) => ({ value: `m${index * 10}` }));
  const removeMany = patchOp({ op: 'remove', path: 'members', value: thousand });
  const [small, medium, large] = [groupOf(1_000), groupOf(10_000), groupOf(100_000)];
  const oursOf = (group: Group, request: object) => () => applyPatch(group, request, groupResourceType);
  const last = removeOne('m99999');
  // Neither peer reads the other's form of this: scim-patch ignores the value, scimmy takes minutes for the operations.
  const removeEach = patchOp(...thousand.map(({ value }) => ({ op: 'remove', path: `members[value eq "${value}"]` })));
  return [
    await compare('add 1 member to 100,000, the same to 1,000', oursOf(large, addOne), oursOf(small, addOne)),
    await compare('add 1 member to 100,000, scimmy', oursOf(large, addOne), scimmyGroup(large, addOne)),
    await compare('add 1 member to 100,000, scim-patch', oursOf(large, addOne), scimPatchOf(large, addOne)),
    await compare('remove 1 member of 100,000, scimmy', oursOf(large, last), scimmyGroup(large, last)),
    await compare('remove 1 member of 100,000, scim-patch', oursOf(large, last), scimPatchOf(large, last)),
    await compare('remove 1,000 of 10,000, scimmy', oursOf(medium, removeMany), scimmyGroup(medium, removeMany)),
    await compare('remove 1,000 of 10,000, scim-patch', oursOf(medium, removeEach), scimPatchOf(medium, removeEach)),
  ];
}

async function compare(name: string, ours: Contender, peer: Contender): Promise<BenchRow> {
  const [own = Number.NaN, other = Number.NaN] = await interleave([ours, peer]);
  return { name, ours: own, peer: other, ratio: other / own };
}

function scimmyUser(request: object): Contender {
  const resource = new ScimmyUser(structuredClone(user), 'out');
  return () => new PatchOp(request as ConstructorParameters<typeof PatchOp>[0]).apply(resource);
}

function scimmyGroup(group: Group, request: object): Contender {
  const resource = new ScimmyGroup(structuredClone(group), 'out');
  return () => new PatchOp(request as ConstructorParameters<typeof PatchOp>[0]).apply(resource);
}

function scimPatchOf(resource: object, request: ReturnType<typeof patchOp>): Contender {
  const operations = request.Operations as Parameters<typeof scimPatch>[1];
  return () => scimPatch(resource as Parameters<typeof scimPatch>[0], operations, { mutateDocument: false });
}

function groupOf(size: number): Group {
  const members = Array.from({ length: size }, (_, index) => ({ value: `m${index}`, display: `Member ${index}` }));
  return { schemas: [groupUrn], id: 'g', displayName: 'Everybody', members };
}

function patchOp(...operations: readonly object[]): { schemas: readonly string[]; Operations: readonly object[] } {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
}
