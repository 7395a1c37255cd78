import {
  createMemoryStore,
  createScimEndpoint,
  fixedToken,
  type ScimEndpoint,
  type ScimEndpointOptions,
  type ScimResponse,
  type Store,
} from '@scim-superset/core';

export const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const errorUrn = 'urn:ietf:params:scim:api:messages:2.0:Error';
export const listUrn = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const baseUrl = 'https://scim.example.com/scim/v2';
export const token = 'test-token';

/** JSON as a client reads it. The tests know the shape they expect. */
// biome-ignore lint/suspicious/noExplicitAny: responses are looked into freely, a wrong shape fails the assertion
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly text: string | undefined;
}

export interface ScimClient {
  readonly endpoint: ScimEndpoint;
  readonly store: Store;
  /** Sends a request; an object becomes a JSON body. `path` may have a query, given unencoded or encoded. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Creates a user and resolves to it. */
  createUser(userName: string, more?: object): Promise<Json>;
  createGroup(displayName: string, members?: readonly string[]): Promise<Json>;
  patch(path: string, operations: readonly object[], headers?: Record<string, string>): Promise<Answer>;
  /** Ids of the members of a group, sorted. */
  membersOf(groupId: string): Promise<readonly string[]>;
}

/** A client of an endpoint on a memory store that lets `token` in. */
export function createScimClient(
  options: Partial<ScimEndpointOptions> = {},
  defaults: Record<string, string> = {},
): ScimClient {
  const store = (options.store as Store | undefined) ?? createMemoryStore();
  const endpoint = createScimEndpoint({ authenticate: fixedToken(token), baseUrl, ...options, store });

  const send: ScimClient['send'] = async (method, path, body, headers = {}) => {
    const mark = path.indexOf('?');
    const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array || isStream(body);
    return read(
      method,
      await endpoint.handle({
        method,
        path: mark < 0 ? path : path.slice(0, mark),
        query: mark < 0 ? '' : encodeRest(path.slice(mark + 1)),
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/scim+json; charset=utf-8' }),
          ...defaults,
          ...headers,
        },
        body: isRaw ? body : JSON.stringify(body),
      }),
    );
  };

  async function create(path: string, resource: object): Promise<Json> {
    const answer = await send('POST', path, resource);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  return {
    endpoint,
    store,
    send,
    createUser: (userName, more = {}) => create('/Users', { schemas: [userUrn], userName, ...more }),
    createGroup: (displayName, members = []) =>
      create('/Groups', { schemas: [groupUrn], displayName, members: members.map((value) => ({ value })) }),
    patch: (path, Operations, headers) => send('PATCH', path, { schemas: [patchUrn], Operations }, headers),
    async membersOf(groupId) {
      const { body } = await send('GET', `/Groups/${groupId}`);
      return body.members.map((member: Json) => member.value).sort();
    },
  };
}

/** Encodes what an HTTP client would, and leaves alone what is encoded. */
function encodeRest(query: string): string {
  return query.replace(/[^\x21-\x7e]|["<>\\^`{|}]/gu, encodeURIComponent);
}

/** An answer with its body parsed, and checked for what every response must have. */
function read(method: string, { status, headers, body }: ScimResponse): Answer {
  const parsed = body === undefined ? undefined : JSON.parse(body);
  if (body !== undefined && headers['content-type'] !== 'application/scim+json') {
    throw new Error(`A body of type ${headers['content-type']}`);
  }
  const needsError = status >= 400 && method !== 'HEAD';
  if (needsError && (parsed?.schemas?.[0] !== errorUrn || parsed?.status !== String(status) || !parsed?.detail)) {
    throw new Error(`${status} without a SCIM Error: ${body}`);
  }
  for (const [name, value] of Object.entries(headers)) {
    if (name !== name.toLowerCase() || !/^[\x20-\x7e]+$/.test(value))
      throw new Error(`Unsafe header ${name}: ${value}`);
  }
  return { status, headers, body: parsed, text: body };
}

function isStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
