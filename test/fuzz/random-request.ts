import type { RequestTemplate } from './corpus.ts';
import { breakText, randomFilter, randomPath } from './filter-text.ts';
import { heavyRequest } from './heavy-request.ts';
import { mutateJson } from './mutate-json.ts';
import type { Random } from './random.ts';
import { placeholders, randomObject, randomValue } from './random-value.ts';
import { attributePaths, headerValues, texts } from './vocabulary.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'get', 'constructor', ''];
const messageUrn = 'urn:ietf:params:scim:api:messages:2.0:';
const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const endpoints = ['Users', 'Groups', 'Users/{user}', 'Groups/{group}', 'Users/{group}', 'Users/{none}'];
const otherEndpoints = ['', 'Me', 'Bulk', '.search', 'Users/.search', 'Groups/.search', 'Schemas', 'ResourceTypes'];

/** A request: a mutated one of the corpus, one made by the grammar, or a heavy one. */
export function randomRequest(random: Random, corpus: readonly RequestTemplate[]): RequestTemplate {
  if (random.once(250)) return heavyRequest(random);
  const request = random.choose<RequestTemplate>([
    [40, () => mutate(random, random.pick(corpus))],
    [12, () => ({ method: 'GET', path: random.pick(['/Users', '/Groups', '/']), query: randomQuery(random) })],
    [14, () => ({ method: 'PATCH', path: `/${random.pick(endpoints)}`, body: randomPatch(random) })],
    [8, () => ({ method: 'POST', path: '/Users', body: randomUser(random) })],
    [6, () => ({ method: 'POST', path: '/Groups', body: randomGroup(random) })],
    [5, () => ({ method: 'PUT', path: '/Users/{user}', body: randomUser(random) })],
    [5, () => ({ method: 'PUT', path: '/Groups/{group}', body: randomGroup(random) })],
    [
      4,
      () => ({ method: 'POST', path: `${random.pick(['', '/Users', '/Groups'])}/.search`, body: randomSearch(random) }),
    ],
    [4, () => ({ method: 'POST', path: '/Bulk', body: randomBulk(random) })],
    [6, () => randomNonsense(random)],
  ]);
  return random.once(10) ? { ...request, headers: { ...request.headers, ...randomHeaders(random) } } : request;
}

/** A PATCH message with operations from the grammar; also for trying `applyPatch` by itself. */
export function randomPatch(random: Random, most = 5): object {
  const Operations = random.list(0, most, () => ({
    op: random.pick(['add', 'replace', 'remove', 'Add', 'Replace', 'Remove', 'REMOVE', 'move', '']),
    ...(!random.once(5) && { path: randomPath(random) }),
    ...(!random.once(4) && { value: random.once(3) ? randomObject(random, 2) : randomValue(random, 3) }),
  }));
  return { schemas: [`${messageUrn}PatchOp`], Operations };
}

function mutate(random: Random, template: RequestTemplate): RequestTemplate {
  let request = template;
  for (let times = random.below(4); times > 0; times -= 1) {
    const { body, query, path } = request;
    request = random.choose<RequestTemplate>([
      [body === undefined || typeof body === 'string' ? 0 : 8, () => ({ ...request, body: mutateJson(random, body) })],
      [body === undefined ? 0 : 1, () => ({ ...request, body: breakText(random, toText(body)) })],
      [query === undefined ? 1 : 5, () => ({ ...request, query: breakText(random, query ?? '') })],
      [1, () => ({ ...request, path: breakText(random, path) })],
      [1, () => ({ ...request, method: random.pick(methods) })],
    ]);
  }
  return request;
}

function toText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function randomQuery(random: Random): string {
  const path = (): string => random.pick(attributePaths);
  const number = (): string => random.pick(['0', '1', '2', '5', '-3', '1001', '1e3', '9'.repeat(30), '', 'x']);
  const parameter = random.list<string>(0, 4, () =>
    random.choose([
      [6, () => `filter=${encode(random, randomFilter(random))}`],
      [2, () => `sortBy=${encode(random, path())}`],
      [1, () => `sortOrder=${random.pick(['ascending', 'Descending', 'up', ''])}`],
      [2, () => `${random.pick(['count', 'startIndex', 'COUNT'])}=${number()}`],
      [2, () => `cursor=${random.pick(['', '{cursor}', 'AAAA', 'x'.repeat(200), '%00'])}`],
      [2, () => `${random.pick(['attributes', 'excludedAttributes'])}=${random.list(1, 4, path).join(',')}`],
      [1, () => breakText(random, 'filter=userName+pr')],
    ]),
  );
  return parameter.join('&');
}

function encode(random: Random, text: string): string {
  return random.once(10) ? text : encodeURIComponent(text.toWellFormed());
}

function randomUser(random: Random): object {
  const user = { schemas: [userUrn], userName: `${random.pick(texts)}${random.below(50)}`, ...randomObject(random, 3) };
  return random.once(300) ? { ...user, emails: manyEmails(random) } : user;
}

function randomGroup(random: Random): object {
  const members = random.list(0, 4, () => ({ value: random.pick(placeholders) }));
  return { schemas: [groupUrn], displayName: random.pick(texts), members, ...randomObject(random, 2) };
}

function randomSearch(random: Random): object {
  return {
    schemas: [`${messageUrn}SearchRequest`],
    ...(!random.once(4) && { filter: randomFilter(random) }),
    ...(random.once(3) && { attributes: random.list(0, 3, () => random.pick(attributePaths)) }),
    ...(random.once(3) && { sortBy: random.pick(attributePaths) }),
    ...(random.once(3) && { count: random.pick([0, 1, -1, 3, 1.5, '2', null]), cursor: random.pick(['', '{cursor}']) }),
    ...(random.once(5) && randomObject(random, 2)),
  };
}

function randomBulk(random: Random): object {
  const name = (): string => random.pick(['a', 'b', 'c', '', '__proto__']);
  const great = random.once(60);
  const Operations = random.list(0, great ? 1_001 : 6, () => ({
    method: random.pick(['POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'post', 'GET']),
    path: random
      .pick([...endpoints, 'Users/bulkId:a', 'Groups/bulkId:b', 'Bulk', 'Schemas', '../Users'])
      .replace(/^/, '/'),
    ...(!random.once(3) && { bulkId: name() }),
    ...(random.once(6) && { version: random.pick(headerValues['if-match']) }),
    data: random.choose([
      [3, () => randomUser(random)],
      [2, () => randomPatch(random)],
      [2, () => ({ schemas: [groupUrn], displayName: 'b', members: [{ value: `bulkId:${name()}` }] })],
      [1, () => randomValue(random, 3)],
    ]),
  }));
  const failOnErrors = random.pick([undefined, 0, 1, 3, -1, '1', 1.5]);
  return { schemas: [`${messageUrn}BulkRequest`], Operations, ...(failOnErrors !== undefined && { failOnErrors }) };
}

function randomNonsense(random: Random): RequestTemplate {
  const segments = random.list(0, 3, () => random.pick([...endpoints, ...otherEndpoints, ...texts]));
  return {
    method: random.pick(methods),
    path: `/${segments.map((segment) => encode(random, segment)).join('/')}`,
    query: random.once(2) ? random.pick(texts) : randomQuery(random),
    ...(random.once(2) && { body: random.once(2) ? randomValue(random, 4) : random.pick(texts) }),
  };
}

function randomHeaders(random: Random): Record<string, string> {
  const names = Object.keys(headerValues) as (keyof typeof headerValues)[];
  const chosen = random.list(1, 2, () => random.pick(names));
  const value = (name: keyof typeof headerValues): string =>
    random.once(6)
      ? random.pick(texts)
      : random.pick<string>([...headerValues[name], ...(name.startsWith('if-') ? ['{etag}'] : [])]);
  return Object.fromEntries(chosen.map((name) => [name, value(name)]));
}

/** As many values as one user may plausibly have, and more: what makes operations on them dear. */
function manyEmails(random: Random): object[] {
  return Array.from({ length: random.pick([100, 1_000, 5_000]) }, (_, at) => ({
    value: `m${at}@example.com`,
    type: 'work',
  }));
}
