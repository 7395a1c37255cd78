import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSupersetEmulator } from '@scim-superset/superset-client/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startProxy } from './proxy.ts';

interface Message {
  readonly status: number | undefined;
  readonly headers: readonly string[];
  readonly body: string;
}

/** Sends a request and returns the answer just as it came, but for what concerns the connection. */
function ask(url: string, method = 'GET', headers: Record<string, string | string[]> = {}, body?: string) {
  return new Promise<Message>((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false }, (incoming: IncomingMessage) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const raw = incoming.rawHeaders;
        const lines = raw.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${raw[index + 1]}`] : []));
        resolve({
          status: incoming.statusCode,
          headers: lines.filter(
            (line) => !/^(connection|keep-alive|transfer-encoding|content-length|date):/i.test(line),
          ),
          body: Buffer.concat(chunks).toString('latin1'),
        });
      });
    });
    outgoing.on('error', reject);
    if (body !== undefined) outgoing.setHeader('content-length', Buffer.byteLength(body));
    outgoing.end(body);
  });
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function behind(target: string) {
  const proxy = await startProxy(target);
  onTestFinished(() => proxy.close());
  return proxy;
}

describe('the proxy', () => {
  it.each(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])('passes %s on as it came', async (method) => {
    const target = await serve((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const {
          connection: _,
          'transfer-encoding': _encoding,
          'content-length': _length,
          host: _host,
          ...headers
        } = incoming.headers;
        outgoing.setHeader('Set-Cookie', ['a=1; Path=/', 'b=2']);
        outgoing.setHeader('X-Odd', 'caf\u00e9');
        outgoing.writeHead(method === 'DELETE' ? 204 : 207);
        const echo = {
          method: incoming.method,
          url: incoming.url,
          headers,
          body: Buffer.concat(chunks).toString('hex'),
        };
        outgoing.end(JSON.stringify(echo));
      });
    });
    const { url } = await behind(target);
    const headers = { 'X-Twice': ['1', '2'], Cookie: 'session=x', authorization: 'Bearer y' };
    const path = '/a%2Fb/../c?q=(x:!(1,2))&q=%20+#';
    const body = method === 'GET' || method === 'HEAD' ? undefined : `\u0000{"a":"\u00e9"}${'x'.repeat(200_000)}`;
    expect(await ask(url + path, method, headers, body)).toEqual(await ask(target + path, method, headers, body));
  });

  it('passes a real conversation on as it came', async () => {
    const emulator = await createSupersetEmulator();
    onTestFinished(() => emulator.stop());
    const { url } = await behind(emulator.url);
    const signIn = JSON.stringify({ ...emulator.credentials, provider: 'db', refresh: true });
    const json = { 'content-type': 'application/json' };
    const login = await ask(`${url}/api/v1/security/login`, 'POST', json, signIn);
    const { access_token: token } = JSON.parse(login.body) as { access_token: string };
    const headers = { authorization: `Bearer ${token}` };
    for (const path of ['users/?q=(page_size:100)', 'roles/', 'users/999', 'nonsense', 'roles/search/?q=(page:0)']) {
      const direct = await ask(`${emulator.url}/api/v1/security/${path}`, 'GET', headers);
      expect(await ask(`${url}/api/v1/security/${path}`, 'GET', headers)).toEqual(direct);
    }
  });

  it('cuts the connection when the server does', async () => {
    const { url } = await behind(await serve((incoming) => void incoming.destroy()));
    await expect(ask(url)).rejects.toThrow(/ECONNRESET|hang up/);
  });

  it('cuts the connection when there is no server', async () => {
    const { url } = await behind('http://127.0.0.1:9');
    await expect(ask(url)).rejects.toThrow(/ECONNRESET|hang up/);
  });
});
