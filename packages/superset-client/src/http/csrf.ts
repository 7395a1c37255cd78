import { z } from 'zod';
import { parseJson } from './parse-json.ts';
import type { HttpAnswer, HttpRequest } from './transport.ts';
import { withEffect } from './with-effect.ts';

type Headers = Readonly<Record<string, string>>;

/** The proof that Superset demands with writes outside of `/security/`: a token, and the session cookie it belongs to. */
export interface Csrf {
  /** Headers for a write; asks Superset for a token if there is none yet. */
  headers(): Promise<Headers>;
  /** Tells that an answer refused these headers. Resolves to others to try. */
  renew(refused: Headers): Promise<Headers>;
}

const tokenRequest: HttpRequest = { method: 'GET', path: '/api/v1/security/csrf_token/' };
const tokenAnswer = z.object({ result: z.string() });

/**
 * Creates the CSRF part of a requester. `send` carries a request with the client's credentials and throws for everything
 * but a success; `url` is Superset's base URL.
 */
export function createCsrf(url: string, send: (request: HttpRequest) => Promise<HttpAnswer>): Csrf {
  let current: Headers | undefined;
  let pending: Promise<Headers> | undefined;

  // One token serves everybody who waits, so no caller's signal may cancel it; the transport's deadline bounds it.
  function load(): Promise<Headers> {
    pending ??= send(tokenRequest)
      .then((answer) => {
        const token = tokenAnswer.safeParse(parseJson(answer.text)).data?.result;
        // A proxy's page in place of the token is answered by the write itself, with a reason.
        current = {
          ...(token === undefined ? {} : { 'x-csrftoken': token }),
          cookie: answer.cookies.join('; '),
          // Over TLS flask-wtf also demands a referrer of the same host.
          referer: `${url}/`,
        };
        return current;
      })
      .catch((error: unknown) => {
        throw withEffect(error, false);
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  }

  return {
    headers: async () => current ?? load(),
    // Somebody else may have renewed while the refused request was under way.
    renew: async (refused) => (current === undefined || current === refused ? load() : current),
  };
}

/** Whether an answer says that the CSRF token is missing, unknown or too old. */
export function refusesCsrf(answer: HttpAnswer): boolean {
  return refusalOfForgery(answer)?.includes('CSRF') ?? false;
}

/** Why flask-wtf took a write for forged, in its own words; undefined when it did not. */
export function refusalOfForgery(answer: HttpAnswer): string | undefined {
  if (answer.status !== 400) return undefined;
  return /The (?:CSRF (?:session )?tokens?|referrer) [a-z ]+\./.exec(answer.text)?.[0];
}
