import { listResponseUrn } from '../../message/message-urns.ts';
import { ScimError } from '../../message/scim-error.ts';
import { quoteName } from '../../schema/quote-name.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import { type Listed, readPage } from '../list-page.ts';
import { type ListParameters, readListParameters } from '../list-parameters.ts';
import { createListSource, type ListSource } from '../list-source.ts';
import type { Reply } from '../reply.ts';
import type { RequestContext } from '../request-context.ts';
import type { CursorPosition } from '../sealed-cursor.ts';

/**
 * Answers a query over one or several resource types (RFC 7644 §3.4.2), paged by index or by cursor (RFC 9865).
 * `totalResults` is exact; in a walk by cursor it is what the first page counted.
 */
export async function listOperation(context: RequestContext, resourceTypes: readonly ResourceType[]): Promise<Reply> {
  const parameters = readListParameters(context.query, context.config);
  const sources = resourceTypes.map((resourceType) =>
    createListSource(context, resourceType, parameters, resourceTypes.length > 1),
  );
  const { sortBy } = parameters;
  if (sortBy !== undefined && sources.every(({ sortKey }) => sortKey === undefined)) {
    throw new ScimError(400, `Cannot sort by ${quoteName(sortBy)}; there is no such attribute`, {
      scimType: 'invalidValue',
    });
  }
  return parameters.cursor === undefined
    ? listByIndex(sources, parameters)
    : listByCursor(context, sources, parameters, parameters.cursor, resourceTypes);
}

async function listByIndex(sources: readonly ListSource[], parameters: ListParameters): Promise<Reply> {
  const { startIndex, count } = parameters;
  const { listed, total = 0 } = await readPage(sources, {
    ...orderOf(parameters),
    offset: startIndex - 1,
    limit: count,
    from: undefined,
    total: true,
  });
  return listReply(listed, { totalResults: total, startIndex });
}

async function listByCursor(
  { config: { cursors } }: RequestContext,
  sources: readonly ListSource[],
  parameters: ListParameters,
  cursor: string,
  resourceTypes: readonly ResourceType[],
): Promise<Reply> {
  const { count } = parameters;
  const query = bindingOf(parameters, resourceTypes);
  const from = cursor === '' ? undefined : cursors.open(cursor, query);
  if (from !== undefined && from.count !== count) {
    throw new ScimError(400, '"count" must stay the same from page to page of a cursor', { scimType: 'invalidCount' });
  }
  // One more than the page has, to know whether another page follows.
  const page = await readPage(sources, {
    ...orderOf(parameters),
    offset: 0,
    limit: count === 0 ? 0 : count + 1,
    from,
    total: from === undefined,
  });
  const listed = page.listed.slice(0, count);
  const total = from?.total ?? page.total ?? 0;
  const last = page.listed.length > count ? listed.at(-1) : undefined;
  return listReply(listed, {
    totalResults: total,
    ...(last && { nextCursor: cursors.seal(positionOf(last, sources, total, count), query) }),
  });
}

function listReply(listed: readonly Listed[], page: object): Reply {
  const body = {
    schemas: [listResponseUrn],
    ...page,
    itemsPerPage: listed.length,
    Resources: listed.map(({ source, stored }) => source.show(stored)),
  };
  return { status: 200, body };
}

function orderOf({ sortBy, descending }: ListParameters): { isSorted: boolean; descending: boolean } {
  return { isSorted: sortBy !== undefined, descending };
}

function positionOf(
  { source, stored }: Listed,
  sources: readonly ListSource[],
  total: number,
  count: number,
): CursorPosition {
  const { sortKey } = source;
  return {
    after: stored.sequence,
    type: sources.indexOf(source),
    total,
    count,
    ...(sortKey && { value: sortKey(stored) }),
  };
}

/**
 * Everything that must be the same from page to page (RFC 9865 §2), except `count`, which has an error of its own. Names
 * are case-insensitive: the example there asks for `userName` first and for `username` on the second page.
 */
function bindingOf({ filter, sortBy, descending, projection }: ListParameters, types: readonly ResourceType[]): string {
  return JSON.stringify(
    [types.map(({ name }) => name), filter, sortBy?.toLowerCase(), descending, projection],
    (key, value: unknown) => (key === 'path' && typeof value === 'string' ? value.toLowerCase() : value),
  );
}
