import {
  createMemoryStore,
  createScimEndpoint,
  enterpriseUserUrn,
  fixedToken,
  groupResourceType,
  keepAttributes,
  lenientQuirks,
  type ResourceType,
  type ScimEndpoint,
  type ScimRequest,
  type Store,
  strictQuirks,
  type User,
  userResourceType,
} from '@scim-superset/core';
import type { RequestTemplate } from './corpus.ts';
import type { Random } from './random.ts';

/** A directory under attack, and what an attacker has learnt of it. */
export interface World {
  readonly endpoint: ScimEndpoint;
  readonly store: Store;
  /** What the endpoint logged as an error since it was last asked. */
  takeErrors(): readonly object[];
  /** The request with ids, entity tags and cursors of this directory. */
  fill(template: RequestTemplate): ScimRequest;
  /** Remembers what an answer gives away. */
  learn(method: string, body: unknown): void;
}

const token = 'fuzz-token-0123456789abcdef';
const start = Date.UTC(2025, 0, 1);
const mostRemembered = 40;

/** Users of whom little is kept. */
export const leanUsers: ResourceType<User> = keepAttributes(userResourceType, [
  'displayName',
  'emails.value',
  `${enterpriseUserUrn}:department`,
]);

/** How directories differ: by their quirks, and by whether they keep all attributes of users. */
export const worldKinds = ['lenient', 'strict', 'lean'] as const;

/** Creates an empty directory. Its ids and times depend on the seed and the requests alone. */
export function createWorld(random: Random, kind: (typeof worldKinds)[number]): World {
  let ids = 0;
  let ticks = 0;
  const errors: object[] = [];
  const store = createMemoryStore();
  const letIn = fixedToken(token);
  const endpoint = createScimEndpoint({
    store,
    // The subject of the credentials is a user that requests may well create, so that /Me is somebody at times.
    authenticate: async (request) => {
      const principal = await letIn(request);
      return principal && { ...principal, subject: 'sam@example.com' };
    },
    baseUrl: 'https://scim.example.com/scim/v2',
    quirks: kind === 'strict' ? strictQuirks : lenientQuirks,
    resourceTypes: [kind === 'lean' ? leanUsers : userResourceType, groupResourceType],
    limits: { bodyBytes: 2_000_000 },
    cursorSecret: 'a secret for fuzzing that nobody has to guess',
    generateId: () => `${(++ids).toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`,
    clock: () => start + 1_000 * ++ticks,
    logger: { info() {}, warn() {}, error: (fields, message) => errors.push({ message, ...fields }) },
  });

  const known: Record<'user' | 'group' | 'cursor' | 'etag', string[]> = { user: [], group: [], cursor: [], etag: [] };
  const remember = (kind: keyof typeof known, value: unknown): void => {
    if (typeof value !== 'string' || known[kind].includes(value)) return;
    known[kind].push(value);
    if (known[kind].length > mostRemembered) known[kind].splice(random.below(mostRemembered), 1);
  };
  const insert = (text: string): string =>
    text.replace(/\{(user|group|cursor|etag|none)\}/g, (_, kind: keyof typeof known | 'none') => {
      const values = kind === 'none' ? [] : known[kind];
      return values.length === 0 ? 'ffffffff-0000-4000-8000-000000000000' : random.pick(values);
    });

  return {
    endpoint,
    store,
    takeErrors: () => errors.splice(0),
    fill({ method, path, query, headers, body }) {
      const json = typeof body === 'string' ? body : JSON.stringify(body);
      // Entity tags have quotes, which belong escaped into JSON; there they stand in `version`, a string of its own.
      const text = json?.replaceAll('{etag}', 'W/\\"1\\"');
      return {
        method,
        path: insert(path),
        query: insert(query ?? ''),
        headers: {
          authorization: `Bearer ${token}`,
          ...(text !== undefined && { 'content-type': 'application/scim+json' }),
          ...Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, insert(value)])),
        },
        ...(text !== undefined && { body: bodyForm(random, insert(text)) }),
      };
    },
    learn(method, body) {
      const resources = (body as { Resources?: unknown[] } | undefined)?.Resources ?? [body];
      for (const resource of resources.slice(0, 5)) {
        const { id, meta } = (resource ?? {}) as { id?: unknown; meta?: { resourceType?: string; version?: string } };
        if (meta?.resourceType === 'User') remember('user', id);
        if (meta?.resourceType === 'Group') remember('group', id);
        remember('etag', meta?.version);
      }
      if (method === 'GET') remember('cursor', (body as { nextCursor?: unknown } | undefined)?.nextCursor);
    },
  };
}

/** The body in one of the forms that adapters hand over. */
function bodyForm(random: Random, text: string): unknown {
  const bytes = Buffer.from(text);
  return random.choose<unknown>([
    [6, () => text],
    [2, () => bytes],
    [1, () => halves(bytes)],
    [1, () => parsed(text)],
  ]);
}

async function* halves(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, bytes.length >> 1);
  yield bytes.subarray(bytes.length >> 1);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
