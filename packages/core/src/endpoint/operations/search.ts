import { searchRequestUrn } from '../../message/message-urns.ts';
import { ScimError } from '../../message/scim-error.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import type { QueryParameters } from '../query-parameters.ts';
import type { Reply } from '../reply.ts';
import type { RequestContext } from '../request-context.ts';
import { requireMessage } from '../require-message.ts';
import { listOperation } from './list.ts';

/** Answers a query sent by POST (RFC 7644 §3.4.3): the body has the parameters of a list. */
export async function searchOperation(context: RequestContext, resourceTypes: readonly ResourceType[]): Promise<Reply> {
  const body = await context.body();
  requireMessage(body, searchRequestUrn);
  return listOperation({ ...context, query: toQuery(body) }, resourceTypes);
}

const listNames: ReadonlySet<string> = new Set(['attributes', 'excludedattributes']);
const textNames: ReadonlySet<string> = new Set(['filter', 'sortby', 'sortorder', 'cursor']);
const numberNames: ReadonlySet<string> = new Set(['startindex', 'count']);

function toQuery(body: Readonly<Record<string, unknown>>): QueryParameters {
  const query = new Map<string, string>();
  for (const [name, value] of Object.entries(body)) {
    const key = name.toLowerCase();
    if (value === null || value === undefined) continue;
    if (listNames.has(key)) query.set(key, listText(name, value));
    else if (textNames.has(key)) query.set(key, text(name, value));
    else if (numberNames.has(key)) query.set(key, typeof value === 'number' ? String(value) : text(name, value));
  }
  return query;
}

function listText(name: string, value: unknown): string {
  return Array.isArray(value) ? value.map((element) => text(name, element)).join(',') : text(name, value);
}

function text(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new ScimError(400, `"${name}" has a value of the wrong type`, { scimType: 'invalidValue' });
}
