import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way to the server behind the proxy. */
export interface ProxiedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An answer of the server behind the proxy, or one in its place. */
export interface ProxiedAnswer {
  readonly status: number;
  /** As they are on the wire: names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/**
 * Decides what becomes of a request. `pass` hands it to the server, and rejects when that is not there. Returning
 * `reset` cuts the connection without an answer, as does throwing.
 */
export type Intercept = (
  request: ProxiedRequest,
  pass: () => Promise<ProxiedAnswer>,
) => Promise<ProxiedAnswer | 'reset'>;

/** An HTTP proxy in front of one server. */
export interface InterceptingProxy {
  readonly url: string;
  /** What becomes of requests from now on; at first they all pass. */
  intercept: Intercept;
  /** Cuts all connections and ends it. */
  close(): Promise<void>;
}

/** Starts a proxy on a free port. */
export async function startProxy(target: string): Promise<InterceptingProxy> {
  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: InterceptingProxy = {
    // A listening TCP server has an address of this form.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    intercept: (_request, pass) => pass(),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const asked = await readRequest(incoming);
      const answer = await proxy.intercept(asked, () => forward(target, incoming.rawHeaders, asked));
      if (answer === 'reset') outgoing.destroy();
      else send(outgoing, answer, asked.method);
    } catch {
      outgoing.destroy();
    }
  }
  return proxy;
}

async function readRequest(incoming: IncomingMessage): Promise<ProxiedRequest> {
  const { method = 'GET', url = '/', headers } = incoming;
  return { method, url, headers, body: await readAll(incoming) };
}

async function forward(target: string, rawHeaders: readonly string[], asked: ProxiedRequest): Promise<ProxiedAnswer> {
  const { method, url, body } = asked;
  // A connection of its own for each request: one that is kept may be closed by the server just when it is used.
  const headers = [...endToEnd(rawHeaders), ...(body.length > 0 ? ['content-length', String(body.length)] : [])];
  const outgoing = request(new URL(url, target), { method, agent: false, headers });
  outgoing.end(body);
  // The events of a client request carry the response.
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const answer = await readAll(incoming);
  return { status: incoming.statusCode ?? 502, headers: endToEnd(incoming.rawHeaders), body: answer };
}

function send(outgoing: ServerResponse, { status, headers, body }: ProxiedAnswer, method: string): void {
  outgoing.sendDate = false;
  const isFramed = method === 'HEAD' || status === 204 || status === 304;
  outgoing.writeHead(status, [...headers, ...(isFramed ? [] : ['content-length', String(body.length)])]);
  outgoing.end(body);
}

/** What concerns one connection only, and the length, which is set anew. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'content-length',
]);

function endToEnd(rawHeaders: readonly string[]): string[] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !hopByHop.has(name.toLowerCase()) ? [name, rawHeaders[index + 1] ?? ''] : [],
  );
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
