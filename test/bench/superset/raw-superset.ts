import { Agent, request } from 'node:http';

/** Superset's REST API without anything around it, which is what the product is held against. */
export interface RawSuperset {
  /** Sends a request below `/api/v1/security` and returns the answer's JSON. Throws on any other status than 2xx. */
  // biome-ignore lint/suspicious/noExplicitAny: each caller knows the answer that it asks for.
  call(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<any>;
  close(): void;
}

/** Signs in with a password and keeps connections alive. */
export async function signInRaw(
  url: string,
  account: { readonly username: string; readonly password: string },
): Promise<RawSuperset> {
  const agent = new Agent({ keepAlive: true });
  let authorization: string | undefined;
  const call: RawSuperset['call'] = (method, path, body) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      ...(authorization !== undefined && { authorization }),
      ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const sent = request(`${url}/api/v1/security${path}`, { method, headers, agent }, async (answer) => {
      try {
        const received = Buffer.concat(await answer.toArray()).toString();
        if ((answer.statusCode ?? 500) >= 300) {
          throw new Error(`${method} ${path}: ${answer.statusCode} ${received.slice(0, 300)}`);
        }
        resolve(JSON.parse(received));
      } catch (error) {
        reject(error);
      }
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // Superset has closed a connection that was idle at the moment that it was used again.
      if (sent.reusedSocket && error.code === 'ECONNRESET') resolve(call(method, path, body));
      else reject(error);
    });
    sent.end(text);
    return promise;
  };
  const { access_token } = await call('POST', '/login', { ...account, provider: 'db', refresh: true });
  authorization = `Bearer ${access_token}`;
  return { call, close: () => agent.destroy() };
}
