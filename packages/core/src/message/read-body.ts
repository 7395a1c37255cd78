import type { ScimRequest } from '../endpoint/scim-request.ts';
import { checkContentType } from './media-type.ts';
import { checkJson, parseJson } from './parse-json.ts';
import { ScimError } from './scim-error.ts';

/** Greatest size and nesting of a request body. */
export interface BodyLimits {
  readonly bodyBytes: number;
  readonly bodyDepth: number;
}

/**
 * Reads the body of a request as a JSON object, in whatever form the adapter handed it over. An announced
 * `Content-Length` above the limit is refused before anything is read, a stream as soon as it passes the limit.
 *
 * @throws {ScimError} 400 when the body is missing or no JSON object, 413 when it is too large, 415 when it has
 * another media type or encoding.
 */
export async function readBody(request: ScimRequest, limits: BodyLimits): Promise<Readonly<Record<string, unknown>>> {
  checkContentType(firstValue(request.headers['content-type']));
  if (Number(firstValue(request.headers['content-length'])) > limits.bodyBytes) throw tooLarge(limits);
  const body = await toJson(request, limits);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ScimError(400, 'The request body must be a JSON object', { scimType: 'invalidSyntax' });
  }
  checkJson(body, limits.bodyDepth);
  return body as Record<string, unknown>;
}

async function toJson(request: ScimRequest, limits: BodyLimits): Promise<unknown> {
  const { body } = request;
  if (typeof body === 'string') {
    if (Buffer.byteLength(body) > limits.bodyBytes) throw tooLarge(limits);
    return parseText(body, limits);
  }
  if (body instanceof Uint8Array) {
    if (body.byteLength > limits.bodyBytes) throw tooLarge(limits);
    return parseText(decode(body), limits);
  }
  if (isByteStream(body)) {
    const encoding = firstValue(request.headers['content-encoding'])?.toLowerCase();
    if (encoding !== undefined && encoding !== 'identity') {
      throw new ScimError(415, 'The request body must not be compressed');
    }
    return parseText(decode(await readStream(body, limits, request.signal)), limits);
  }
  if (body === undefined || body === null) throw missing();
  return body;
}

async function readStream(
  stream: ByteStream,
  limits: BodyLimits,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // A stream of Node.js is not to be destroyed when the reading stops early, see below.
    for await (const chunk of stream.iterator?.({ destroyOnReturn: false }) ?? stream) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      size += bytes.byteLength;
      if (size > limits.bodyBytes) throw tooLarge(limits);
      chunks.push(bytes);
    }
  } catch (cause) {
    // Most clients read the answer when they have sent everything, and would wait forever if nobody took it.
    stream.resume?.();
    signal?.throwIfAborted();
    if (ScimError.is(cause)) throw cause;
    throw new ScimError(400, 'The request body could not be read to its end', { scimType: 'invalidSyntax', cause });
  }
  return Buffer.concat(chunks, size);
}

/** A stream of the web or of Node.js; the latter has `iterator` and `resume`. */
interface ByteStream extends AsyncIterable<Uint8Array | string> {
  iterator?(options: { readonly destroyOnReturn: boolean }): AsyncIterable<Uint8Array | string>;
  /** Discards what is still to come. */
  resume?(): unknown;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ScimError(400, 'The request body is not valid UTF-8', { scimType: 'invalidSyntax' });
  }
}

function parseText(text: string, limits: BodyLimits): unknown {
  const json = text.startsWith('\u{feff}') ? text.slice(1) : text;
  if (json.trim() === '') throw missing();
  return parseJson(json, limits.bodyDepth);
}

function isByteStream(body: unknown): body is ByteStream {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

function firstValue(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}

function missing(): ScimError {
  return new ScimError(400, 'The request has no body; send a JSON object', { scimType: 'invalidSyntax' });
}

function tooLarge(limits: BodyLimits): ScimError {
  return new ScimError(413, `The request body exceeds the maxPayloadSize (${limits.bodyBytes} bytes)`);
}
