import { z } from 'zod';
import { SupersetError } from '../superset-error.ts';
import { answerError, maybeDeactivated, refusesCredentials } from './answer-error.ts';
import { createCsrf, refusesCsrf } from './csrf.ts';
import { parseJson } from './parse-json.ts';
import { type RepeatPolicy, repeat } from './repeat.ts';
import type { Session } from './session.ts';
import type { HttpAnswer, HttpRequest, Transport } from './transport.ts';

/** Sends requests with credentials, repeats what is safe to repeat, and turns refusals into errors. */
export interface Requester {
  readonly policy: RepeatPolicy;
  /** Id of the account that the client signs in as, once signed in, if its token tells. */
  subject(): number | undefined;
  /** What is answered with a status of 2xx. Throws `protocol` when it is not what the schema says. */
  read<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<T>;
  /**
   * Sends a change or a deletion. Throws `protocol` with `maybeApplied` for a success that is not in Superset's words: the
   * page of a proxy, which has sent the write on or not.
   */
  write(request: HttpRequest): Promise<void>;
}

/** What a requester is made of. */
export interface RequesterParts {
  /** Superset's base URL. */
  readonly url: string;
  readonly transport: Transport;
  readonly session: Session;
  readonly policy: RepeatPolicy;
}

// Every version confirms so, whatever the resource.
const changed = z.object({ result: z.object({}) });
const deleted = z.object({ message: z.string() });

/** Creates a requester. */
export function createRequester({ url, transport, session, policy }: RequesterParts): Requester {
  const csrf = createCsrf(url, async (request) => checked(request, await authenticated(request)));

  /** Sends with credentials, and once more with fresh ones when they are refused. */
  async function authenticated(request: HttpRequest): Promise<HttpAnswer> {
    const headers = await untilAborted(request.signal, session.headers());
    const answer = await transport.send(withHeaders(request, headers));
    if (!refusesCredentials(answer) && !maybeDeactivated(answer)) return answer;
    const renewal = untilAborted(request.signal, session.renew(headers));
    if (!refusesCredentials(answer)) return explained(answer, renewal);
    const renewed = await renewal;
    return renewed === undefined ? answer : transport.send(withHeaders(request, renewed));
  }

  /** A 500, which may come after the write, unless the renewal shows that the credentials are no longer good. */
  async function explained(answer: HttpAnswer, renewal: Promise<unknown>): Promise<HttpAnswer> {
    try {
      await renewal;
    } catch (error) {
      if (!SupersetError.is(error) || error.code === 'unauthorised') throw error;
    }
    return answer;
  }

  async function protectedFromForgery(request: HttpRequest): Promise<HttpAnswer> {
    const headers = await untilAborted(request.signal, csrf.headers());
    const answer = await authenticated(withHeaders(request, headers));
    if (!refusesCsrf(answer)) return answer;
    return authenticated(withHeaders(request, await untilAborted(request.signal, csrf.renew(headers))));
  }

  function send(request: HttpRequest): Promise<HttpAnswer> {
    return repeat(
      policy,
      request.signal,
      async () => checked(request, await (request.csrf ? protectedFromForgery(request) : authenticated(request))),
      (error) => mayRepeat(request, error),
    );
  }

  return {
    policy,
    subject: session.subject,
    async read(request, schema) {
      return parse(request, await send(request), schema);
    },
    async write(request) {
      parse<object>(request, await send(request), request.method === 'DELETE' ? deleted : changed);
    },
  };
}

/** Adds headers. A sign-in by cookie is kept behind that of the CSRF token, which holds the same session and counts first. */
function withHeaders(request: HttpRequest, added: Readonly<Record<string, string>>): HttpRequest {
  const cookie = [request.headers?.cookie, added.cookie].filter((one) => one).join('; ');
  return { ...request, headers: { ...request.headers, ...added, ...(cookie === '' ? {} : { cookie }) } };
}

/** A GET changes nothing. What replaces holds full values, but Superset's own 500 is an answer that has to be understood. */
function mayRepeat(request: HttpRequest, error: SupersetError): boolean {
  if (request.method === 'GET' || !error.maybeApplied) return true;
  return (request.method === 'PUT' || request.idempotent === true) && error.status !== 500;
}

function checked(request: HttpRequest, answer: HttpAnswer): HttpAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw answerError(request, answer);
}

function parse<T>(request: HttpRequest, answer: HttpAnswer, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(answer.text));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map(({ path }) => path.join('.') || 'body').slice(0, 3);
  throw new SupersetError(
    'protocol',
    `Superset's answer to ${request.method} ${request.path.split('?')[0]} is not what this client knows (${where.join(', ')}).`,
    { status: answer.status, maybeApplied: request.method !== 'GET' },
  );
}

/** Stops waiting for something shared when the signal aborts, without stopping it for the others. */
function untilAborted<T>(signal: AbortSignal | undefined, promise: Promise<T>): Promise<T> {
  if (signal === undefined) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
}
