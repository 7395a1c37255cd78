import { Agent, type Dispatcher, errors, request } from 'undici';
import { SupersetError } from '../superset-error.ts';
import { createSlots } from './slots.ts';

/** One HTTP request, without credentials. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path below the base URL, with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether Superset demands a CSRF token: for writes outside of `/security/`. */
  readonly csrf?: boolean;
  /** Whether a POST may be sent again after its answer got lost, because it replaces. */
  readonly idempotent?: boolean;
  /** Whether it goes ahead of requests that wait for a connection. */
  readonly urgent?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Whatever the server answered, of any status. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly json: boolean;
  /** Cookies that it sets, as `name=value`. */
  readonly cookies: readonly string[];
  /** The `Retry-After` header in milliseconds from now. */
  readonly retryAfterMs: number | undefined;
}

/** Sends requests to one server, as many at once as there are connections, each with a deadline from then on. */
export interface Transport {
  /** Throws `unavailable` without an answer in time, the signal's reason when it aborts, and TypeError once closed. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Waits for what is under way; nothing else is sent from now on. */
  close(): Promise<void>;
}

/** Options of {@link createTransport}. */
export interface TransportOptions {
  readonly url: string;
  readonly timeoutMs: number;
  readonly connections: number;
  readonly clock: () => number;
  /** Default: an agent of its own, which `close` ends. */
  readonly dispatcher?: Dispatcher | undefined;
}

// Failures that happen before a byte of the request is on the wire.
const unsentCodes = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

// A group of 100,000 members is some 2 MB; anything far beyond is not Superset.
const maximumAnswerBytes = 64 * 1024 * 1024;

/** Creates a transport over kept-alive connections. */
export function createTransport(options: TransportOptions): Transport {
  const { url, timeoutMs, clock } = options;
  const own =
    options.dispatcher === undefined
      ? new Agent({ connections: options.connections, maxResponseSize: maximumAnswerBytes })
      : undefined;
  const dispatcher = options.dispatcher ?? own;

  // Before a request has a connection it waits here, and not at Superset: neither does its deadline run, nor is it sent.
  const slots = createSlots(options.connections);
  let closing: Promise<void> | undefined;

  async function exchange({ method, path, body, headers, signal }: HttpRequest): Promise<HttpAnswer> {
    // A timer that ends with the answer: AbortSignal.timeout would keep all of it until the deadline.
    const deadline = new AbortController();
    const giveUp = (): void => deadline.abort();
    const timer = setTimeout(giveUp, timeoutMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      signal?.throwIfAborted();
      const answer = await request(`${url}${path}`, {
        ...(dispatcher === undefined ? {} : { dispatcher }),
        method,
        headers: {
          accept: 'application/json',
          // Superset answers a refused write as JSON only when it takes the request for JSON, with a body or without.
          ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal: deadline.signal,
      });
      const text = await answer.body.text();
      return {
        status: answer.statusCode,
        text,
        json: String(answer.headers['content-type'] ?? '').includes('json'),
        cookies: [answer.headers['set-cookie'] ?? []].flat().map((line) => line.split(';', 1)[0] ?? ''),
        retryAfterMs: parseRetryAfter(answer.headers['retry-after'], clock),
      };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw failure(error, deadline.signal.aborted ? `did not answer within ${timeoutMs} ms` : undefined);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    }
  }

  return {
    async send(request) {
      if (closing !== undefined) throw new TypeError('This client of Superset is closed. Create another one.');
      return slots.run(() => exchange(request), request);
    },
    async close() {
      // Whatever waits has got its connection by then, and the agent waits for its answer.
      closing ??= Promise.all([true, false].map((urgent) => slots.run(async () => {}, { urgent }))).then(() =>
        own?.close(),
      );
      await closing;
    },
  };
}

function failure(error: unknown, timeout: string | undefined): SupersetError {
  if (error instanceof errors.HTTPParserError || error instanceof errors.ResponseExceededMaxSizeError) {
    // Without the cause, which holds what was answered.
    const message = `What answers at Superset's URL is not Superset: ${error.message}. Check the URL.`;
    return new SupersetError('protocol', message, { maybeApplied: true });
  }
  const code = errorCode(error) ?? '';
  const reason = timeout ?? `cannot be reached${code === '' ? '' : ` (${code})`}`;
  return new SupersetError('unavailable', `Superset ${reason}. Check its URL, and whether it runs.`, {
    cause: error,
    maybeApplied: timeout !== undefined || !(unsentCodes.has(code) || /CERT|_TLS_|_SSL_/.test(code)),
  });
}

function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  // A host with several addresses fails with one error per address.
  if (error instanceof AggregateError) return errorCode(error.errors[0]);
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function parseRetryAfter(header: string | string[] | undefined, clock: () => number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const seconds = Number(header);
  const milliseconds = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - clock();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
