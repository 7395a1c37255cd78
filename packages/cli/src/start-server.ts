import type { Logger, ScimEndpoint } from '@scim-superset/core';
import { scimFastify } from '@scim-superset/fastify';
import { fastify } from 'fastify';
import { CliError } from './cli-error.ts';

/** Where a server listens. Port 0 takes a free one. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** A listening server. */
export interface Server {
  /** For example `http://127.0.0.1:8090`. */
  readonly url: string;
  /** Takes no new requests, and resolves when the ones under way are answered. */
  close(): Promise<void>;
}

const requestTimeoutMs = 60_000;

/**
 * Serves an endpoint at `/scim/v2` and `GET /healthz` (200, or 503 when the store does not answer).
 *
 * @throws {CliError} when the port cannot be listened on.
 */
export async function startServer(
  options: ServerAddress & {
    readonly endpoint: ScimEndpoint;
    readonly healthy: () => Promise<boolean>;
    readonly logger: Logger;
  },
): Promise<Server> {
  const { host, port, endpoint, healthy, logger } = options;
  // Fastify's default lets a client take for ever to send its request.
  const app = fastify({ forceCloseConnections: 'idle', requestTimeout: requestTimeoutMs });
  await app.register(scimFastify, { prefix: '/scim/v2', endpoint });
  app.get('/healthz', async (_request, reply) => {
    const ok = await healthy();
    return reply.code(ok ? 200 : 503).send({ status: ok ? 'ok' : 'store unavailable' });
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, url } = request;
    // The path only: filters carry personal data.
    const path = url.split('?', 1)[0];
    logger.info({ method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'Answered');
  });
  try {
    const url = await app.listen({ host, port });
    return { url, close: () => app.close() };
  } catch (cause) {
    await app.close();
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'is taken' : `cannot be listened on (${code ?? 'unknown reason'})`;
    throw new CliError(
      `Port ${port} on ${host} ${reason}`,
      'Stop the program that listens there, or choose another with --port',
      { cause },
    );
  }
}
