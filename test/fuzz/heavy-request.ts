import type { RequestTemplate } from './corpus.ts';
import { randomFilter, randomPath } from './filter-text.ts';
import type { Random } from './random.ts';
import { placeholders } from './random-value.ts';
import { texts } from './vocabulary.ts';

const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** A request within the limits that tries to cost far more than its size. */
export function heavyRequest(random: Random): RequestTemplate {
  const many = random.pick([300, 1_000, 1_001, 5_000]);
  const patch = (path: string, Operations: readonly object[]): RequestTemplate => ({
    method: 'PATCH',
    path,
    body: { schemas: [patchUrn], Operations: Operations.slice(0, 1_000) },
  });
  const ops = (make: () => object): RequestTemplate =>
    patch(random.pick(['/Users/{user}', '/Groups/{group}']), Array.from({ length: many }, make));
  const values = Array.from({ length: many }, (_, at) => ({
    value: `m${at}@example.com`,
    type: random.pick(['a', 'b']),
  }));
  const op = random.pick(['add', 'replace', 'remove']);
  // Every value is compared with everything in vain but one, without which the first operation would end it all.
  const path = `emails[${'type eq "none" or '.repeat(20)}value eq "m0@example.com"].display`;
  const searches = Array.from({ length: many }, (_, at) => ({ op: 'add', path, value: `name ${at}` }));
  return random.choose<RequestTemplate>([
    [
      3,
      () => ({ method: 'PUT', path: '/Users/{user}', body: { schemas: [userUrn], userName: 'sam', emails: values } }),
    ],
    [2, () => patch('/Users/{user}', [{ op: 'replace', path: 'emails', value: values.slice(0, 1_000) }, ...searches])],
    [3, () => patch('/Users/{user}', searches)],
    [2, () => ops(() => ({ op, path: randomPath(random), value: random.pick(texts) }))],
    [2, () => ops(() => ({ op, path: 'emails', value: values.slice(0, 50) }))],
    [2, () => ops(() => ({ op, path: `members[value eq "${random.pick(placeholders)}"]` }))],
    [2, () => ops(() => ({ op, path: 'members', value: [{ value: random.pick(placeholders) }] }))],
    [
      1,
      () => ({
        method: 'PUT',
        path: '/Groups/{group}',
        body: { schemas: [groupUrn], displayName: 'g', members: values },
      }),
    ],
    [
      1,
      () => ({
        method: 'GET',
        path: '/',
        query: `filter=${encodeURIComponent(longFilter(random).toWellFormed())}&sortBy=emails`,
      }),
    ],
    [1, () => ({ method: 'POST', path: '/Users', body: '['.repeat(many * 100) })],
    [1, () => ({ method: 'POST', path: '/Users', body: `{"userName":"${'\\u0061'.repeat(many * 50)}"}` })],
    [1, () => ({ method: 'GET', path: '/Users', query: `attributes=${'emails.value,'.repeat(many)}` })],
    [1, () => ({ method: 'GET', path: '/Users', query: '&a=b'.repeat(many * 10) })],
  ]);
}

function longFilter(random: Random): string {
  const part = randomFilter(random).slice(0, 300);
  return Array.from({ length: 30 }, () => part).join(random.pick([' and ', ' or ']));
}
