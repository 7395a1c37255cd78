import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply } from './reply.ts';
import type { RouteRequest } from './route.ts';

/** Reads a request to its end. */
export async function readRequest(incoming: IncomingMessage, pageCap: number): Promise<RouteRequest> {
  const url = new URL(incoming.url ?? '/', 'http://emulator');
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    q: url.searchParams.get('q') ?? undefined,
    headers,
    text,
    pageCap,
  };
}

/** Sends an answer, or only its first half before the connection is cut. */
export function sendReply(outgoing: ServerResponse, { status, body, headers }: Reply, truncated: boolean): void {
  const isPage = typeof body === 'string';
  const bytes = Buffer.from(isPage ? body : JSON.stringify(body));
  outgoing.writeHead(status, {
    'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    'content-length': bytes.length,
    ...headers,
  });
  if (truncated) outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy());
  else outgoing.end(bytes);
}
