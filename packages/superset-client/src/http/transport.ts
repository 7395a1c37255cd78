import { Agent, type Dispatcher, errors, request } from 'undici';
import { SupersetError } from '../superset-error.ts';

/** One HTTP request, without credentials. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path below the base URL, with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Whatever the server answered, of any status. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly json: boolean;
  /** The `Retry-After` header in milliseconds from now. */
  readonly retryAfterMs: number | undefined;
}

/** Sends requests to one server, each with a deadline. */
export interface Transport {
  /** Throws `unavailable` without an answer in time, and the signal's reason when it aborts. */
  send(request: HttpRequest): Promise<HttpAnswer>;
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

  return {
    async send({ method, path, body, headers, signal }) {
      signal?.throwIfAborted();
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await request(`${url}${path}`, {
          ...(dispatcher === undefined ? {} : { dispatcher }),
          method,
          headers: {
            accept: 'application/json',
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          body: body === undefined ? null : JSON.stringify(body),
          signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
        });
        const text = await answer.body.text();
        return {
          status: answer.statusCode,
          text,
          json: String(answer.headers['content-type'] ?? '').includes('json'),
          retryAfterMs: parseRetryAfter(answer.headers['retry-after'], clock),
        };
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        throw failure(error, deadline.aborted ? `did not answer within ${timeoutMs} ms` : undefined);
      }
    },
    async close() {
      await own?.close();
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
