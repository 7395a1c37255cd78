import { createRequester, type Requester } from '../src/http/requester.ts';
import { createSession } from '../src/http/session.ts';
import type { HttpAnswer, HttpRequest } from '../src/http/transport.ts';
import type { SupersetCredentials } from '../src/index.ts';

/** A requester of a server that answers like this, and the requests that it got. */
export function serve(
  handle: (request: HttpRequest) => HttpAnswer,
  credentials: SupersetCredentials = { apiKey: 'sst_key' },
): { readonly requester: Requester; readonly sent: readonly HttpRequest[] } {
  const sent: HttpRequest[] = [];
  const transport = {
    async send(request: HttpRequest): Promise<HttpAnswer> {
      sent.push(request);
      return handle(request);
    },
    close: async () => {},
  };
  const requester = createRequester({
    url: 'https://superset.example.com/base',
    transport,
    session: createSession(credentials, { transport, timeoutMs: 1_000, clock: Date.now }),
    policy: { retries: 1, delayMs: 1 },
  });
  return { requester, sent };
}

/** An answer in JSON, or a web page if it is text. */
export function answer(status: number, body: unknown): HttpAnswer {
  const isPage = typeof body === 'string';
  return { status, text: isPage ? body : JSON.stringify(body), json: !isPage, cookies: [], retryAfterMs: undefined };
}
