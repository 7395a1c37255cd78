import type { RequestTemplate } from './corpus.ts';
import { randomFilter, randomPath } from './filter-text.ts';
import type { Random } from './random.ts';
import { placeholders } from './random-value.ts';
import { texts } from './vocabulary.ts';

const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** A request within the limits that tries to cost far more than its size. */
export function heavyRequest(random: Random): RequestTemplate {
  const many = random.pick([300, 1_000, 1_001, 5_000]);
  const ops = (make: () => object): RequestTemplate => ({
    method: 'PATCH',
    path: random.pick(['/Users/{user}', '/Groups/{group}']),
    body: { schemas: [patchUrn], Operations: Array.from({ length: Math.min(many, 1_000) }, make) },
  });
  const values = Array.from({ length: many }, (_, at) => ({
    value: `m${at}@example.com`,
    type: random.pick(['a', 'b']),
  }));
  const op = random.pick(['add', 'replace', 'remove']);
  const path = `emails[${Array.from({ length: 20 }, () => 'type eq "a" and not (value co "@")').join(' or ')}].value`;
  return random.choose<RequestTemplate>([
    [3, () => ({ method: 'PUT', path: '/Users/{user}', body: { userName: random.pick(texts), emails: values } })],
    [3, () => ops(() => ({ op, path, value: 'x' }))],
    [2, () => ops(() => ({ op, path: randomPath(random), value: random.pick(texts) }))],
    [2, () => ops(() => ({ op, path: 'emails', value: values.slice(0, 50) }))],
    [2, () => ops(() => ({ op, path: `members[value eq "${random.pick(placeholders)}"]` }))],
    [2, () => ops(() => ({ op, path: 'members', value: [{ value: random.pick(placeholders) }] }))],
    [1, () => ({ method: 'PUT', path: '/Groups/{group}', body: { displayName: 'g', members: values } })],
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
