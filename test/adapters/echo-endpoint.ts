import type { ScimEndpoint, ScimRequest, ScimResponse } from '@scim-superset/core';

/** What the endpoint was handed, as the echo's JSON body. */
export interface Echo {
  readonly method: string;
  readonly path: string;
  readonly query: unknown;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly baseUrl?: string;
  /** The body's bytes in base64, or the value a parser in front has made of it. */
  readonly body: { readonly bytes: string } | { readonly value: unknown };
}

/** The header with which a client tells the echo how to answer, as JSON. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Null answers without a body, a text with that text; absent echoes. */
  readonly body?: string | null;
  /** How much of the request's body is read first. Default all of it. */
  readonly read?: 'nothing' | 'some';
  /** Waits until the request is aborted, and remembers it under this name. */
  readonly hang?: string;
}

/**
 * Creates an endpoint that answers with what it was handed. `GET /aborted/NAME` tells what became of the request that
 * was to hang under this name: `waiting` or `aborted`; of any other whether its signal fired after the answer.
 */
export function createEchoEndpoint(): ScimEndpoint {
  const requests = new Map<string, AbortSignal | undefined>();

  async function handle(request: ScimRequest): Promise<ScimResponse> {
    const asked = request.path.match(/^\/aborted\/(.*)$/)?.[1];
    if (asked !== undefined) {
      const signal = requests.get(asked);
      return reply({ body: !requests.has(asked) ? 'unknown' : signal?.aborted ? 'aborted' : 'waiting' });
    }
    const answer = JSON.parse(String(request.headers['x-answer'] ?? '{}')) as Answer;
    const name = request.headers['x-name'];
    if (name !== undefined) requests.set(String(name), request.signal);
    if (answer.hang !== undefined) {
      requests.set(answer.hang, request.signal);
      await new Promise((resolve) => request.signal?.addEventListener('abort', resolve));
    }
    if (answer.read === 'some') for await (const _ of (request.body ?? []) as AsyncIterable<Uint8Array>) break;
    if (answer.read !== undefined || answer.body !== undefined) return reply(answer);
    const { method, path, query, headers, baseUrl } = request;
    const echo = { method, path, query, headers, baseUrl, body: await describe(request.body) };
    return reply({ ...answer, body: JSON.stringify(echo) });
  }

  return { handle };
}

function reply({ status = 200, headers, body }: Answer): ScimResponse {
  const text = body ?? undefined;
  return {
    status,
    headers: { ...(text !== undefined && { 'content-type': 'application/scim+json' }), ...headers },
    body: text,
  };
}

async function describe(body: unknown): Promise<Echo['body']> {
  if (body === undefined) return { bytes: '' };
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return { value: body };
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks).toString('base64') };
}
