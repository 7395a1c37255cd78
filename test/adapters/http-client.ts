import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as open, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import type { Echo } from './echo-endpoint.ts';

/** A response with its body as bytes. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  readonly text: string;
}

/** What {@link send} sends; the path goes onto the wire as it is. */
export interface HttpRequest extends RequestOptions {
  readonly body?: string | Buffer;
  /** Sends the body in this many chunks, without `Content-Length`. */
  readonly chunks?: number;
  /** Sends the headers and leaves the rest to the caller. */
  readonly hold?: boolean;
}

/** Sends one request, without following redirects or changing anything. */
export async function send(origin: string, path: string, options: HttpRequest = {}): Promise<HttpResponse> {
  const request = start(origin, path, options);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return read(response);
}

/** Opens a request and sends all of it, for those who want to end it early. */
export function start(
  origin: string,
  path: string,
  { body, chunks, hold, ...options }: HttpRequest = {},
): ClientRequest {
  const { hostname, port } = new URL(origin);
  const headers = { ...(chunks && { 'transfer-encoding': 'chunked' }), ...options.headers };
  const request = open({ hostname, port, path, ...options, headers });
  if (hold) {
    request.flushHeaders();
  } else if (body !== undefined && chunks !== undefined) {
    const bytes = Buffer.from(body);
    const size = Math.ceil(bytes.length / chunks);
    for (let at = 0; at < bytes.length; at += size) request.write(bytes.subarray(at, at + size));
    request.end();
  } else {
    request.end(body);
  }
  return request;
}

/** Sends one request and parses what the echo endpoint says it was handed. */
export async function sendToEcho(origin: string, path: string, options: HttpRequest = {}): Promise<Echo> {
  const { status, text } = await send(origin, path, options);
  if (status !== 200) throw new Error(`${options.method ?? 'GET'} ${path} was answered with ${status}: ${text}`);
  return JSON.parse(text) as Echo;
}

/** Writes text to a connection as it is, and collects what comes back until the server closes it. */
export async function sendRaw(origin: string, text: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.write(text);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

async function read(response: IncomingMessage): Promise<HttpResponse> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response) chunks.push(chunk as Uint8Array);
  const bytes = Buffer.concat(chunks);
  return { status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() };
}
