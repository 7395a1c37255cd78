import type { z } from 'zod';
import { SupersetError } from '../superset-error.ts';
import { answerError, maybeDeactivated, refusesCredentials } from './answer-error.ts';
import { parseJson } from './parse-json.ts';
import { type RepeatPolicy, repeat } from './repeat.ts';
import type { Session } from './session.ts';
import type { HttpAnswer, HttpRequest, Transport } from './transport.ts';

/** Sends requests with credentials, repeats what is safe to repeat, and turns refusals into errors. */
export interface Requester {
  readonly policy: RepeatPolicy;
  /** Id of the account that the client signs in as, once signed in, if its token tells. */
  subject(): number | undefined;
  /** Answers of status 2xx. Throws a SupersetError for all others. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** The same, with the answer checked. Throws `protocol` when it is not what the schema says. */
  read<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<T>;
}

/** Creates a requester. */
export function createRequester(transport: Transport, session: Session, policy: RepeatPolicy): Requester {
  async function attempt(request: HttpRequest): Promise<HttpAnswer> {
    const headers = await untilAborted(request.signal, session.headers());
    const answer = await transport.send({ ...request, headers });
    if (!refusesCredentials(answer) && !maybeDeactivated(answer)) return checked(request, answer);
    const renewed = await untilAborted(request.signal, session.renew(headers));
    if (renewed === undefined || !refusesCredentials(answer)) return checked(request, answer);
    return checked(request, await transport.send({ ...request, headers: renewed }));
  }

  function send(request: HttpRequest): Promise<HttpAnswer> {
    return repeat(
      policy,
      request.signal,
      () => attempt(request),
      (error) => mayRepeat(request, error),
    );
  }

  return {
    policy,
    subject: session.subject,
    send,
    async read(request, schema) {
      return parse(request, await send(request), schema);
    },
  };
}

/** A GET changes nothing. A PUT holds full values, but Superset's own 500 is an answer that has to be understood. */
function mayRepeat(request: HttpRequest, error: SupersetError): boolean {
  if (request.method === 'GET' || !error.maybeApplied) return true;
  return request.method === 'PUT' && error.status !== 500;
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
