import { emptyChain, findBrokenLink } from '@scim-superset/core';
import type { World } from './world.ts';

interface Listed {
  readonly id: string;
  readonly userName?: string;
  readonly members?: readonly { readonly value: string }[];
}

/** What is wrong with a directory after any requests; empty when everything in it can be listed, read and proved. */
export async function checkWorld(world: World): Promise<string[]> {
  const problems: string[] = [];
  const users = await listAll(world, '/Users', problems);
  const groups = await listAll(world, '/Groups', problems);
  const ids = new Set([...users, ...groups].map(({ id }) => id));
  if (ids.size !== users.length + groups.length) problems.push('pages overlap');

  for (const { id, userName } of users) {
    const { status, body } = await get(world, `/Users/${id}`, '');
    if (status !== 200) problems.push(`user ${id} reads as ${status}`);
    else if (JSON.parse(body).userName !== userName) problems.push(`user ${id} has two names`);
  }
  for (const { userName, id } of users.slice(0, 20)) {
    const query = `filter=${encodeURIComponent(`userName eq ${JSON.stringify(userName)}`)}`;
    const { body } = await get(world, '/Users', query);
    const found = (JSON.parse(body).Resources ?? []) as readonly Listed[];
    if (found.length !== 1 || found[0]?.id !== id) problems.push(`${query} finds ${found.length} users, not ${id}`);
  }
  for (const { id, members = [] } of groups) {
    const gone = members.filter(({ value }) => !ids.has(value));
    if (gone.length > 0) problems.push(`group ${id} has ${gone.length} members that do not exist`);
  }

  const broken = findBrokenLink(await readAudit(world), emptyChain);
  if (broken !== undefined) problems.push(`the audit chain breaks at ${broken}`);
  return problems;
}

/** Walks through a whole list, once by index and once by cursor, which must agree. */
async function listAll(world: World, path: string, problems: string[]): Promise<readonly Listed[]> {
  const byIndex: Listed[] = [];
  for (let total = 1; byIndex.length < total; ) {
    const page = await readPage(world, path, `startIndex=${byIndex.length + 1}&count=17`, problems);
    if (page === undefined || page.Resources.length === 0) break;
    byIndex.push(...page.Resources);
    total = page.totalResults;
  }
  const byCursor: Listed[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page = await readPage(world, path, `cursor=${encodeURIComponent(cursor)}&count=13`, problems);
    byCursor.push(...(page?.Resources ?? []));
    cursor = page?.nextCursor;
  }
  const ids = (list: readonly Listed[]): string => list.map(({ id }) => id).join();
  if (ids(byIndex) !== ids(byCursor)) problems.push(`${path} differs by index and by cursor`);
  return byIndex;
}

interface Page {
  readonly Resources: readonly Listed[];
  readonly totalResults: number;
  readonly nextCursor?: string;
}

async function readPage(world: World, path: string, query: string, problems: string[]): Promise<Page | undefined> {
  const { status, body } = await get(world, path, query);
  if (status === 200) return { Resources: [], ...JSON.parse(body) };
  problems.push(`${path}?${query} answers ${status}`);
  return undefined;
}

async function get(world: World, path: string, query: string): Promise<{ status: number; body: string }> {
  const { status, body = '{}' } = await world.endpoint.handle(world.fill({ method: 'GET', path, query }));
  return { status, body };
}

async function readAudit({ store }: World): Promise<Parameters<typeof findBrokenLink>[0]> {
  const events = [];
  for (;;) {
    const page = await store.audit.read({ after: events.length, limit: 1_000 });
    if (page.length === 0) return events;
    events.push(...page);
  }
}
