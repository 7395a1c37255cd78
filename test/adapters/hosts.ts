import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { scimExpress } from '@scim-superset/express';
import { scimFastify } from '@scim-superset/fastify';
import express from 'express';
import fastify from 'fastify';
import { createCoreEndpoint } from './core-endpoint.ts';
import { createEchoEndpoint } from './echo-endpoint.ts';

/**
 * A server with an echo endpoint at `/base/scim/v2`, the real one at `/base/core/v2`, and a route of its own,
 * `POST /base/own`, that parses JSON.
 */
export interface RunningHost {
  readonly origin: string;
  stop(): Promise<void>;
}

/** A framework with its adapter. */
export interface AdapterHost {
  readonly name: string;
  start(): Promise<RunningHost>;
  /** What never reaches a mounted endpoint, because the framework answers it: the status it answers with. */
  readonly answersItself: {
    readonly unknownMethod?: number;
    readonly trailingSlash?: number;
    readonly badPath?: number;
    readonly absoluteForm?: number;
  };
  /** What the framework puts in place of a content type that is none. */
  readonly invalidType?: string;
  /** The framework writes the query anew, with the same meaning. */
  readonly rewritesQuery?: boolean;
  /** The framework believes `X-Forwarded-Proto` whoever sends it. */
  readonly believesForwardedProto?: boolean;
}

const express4: typeof express = createRequire(import.meta.url)('express4');

export const hosts: readonly AdapterHost[] = [
  { name: 'Express 5', start: () => startExpress(express), answersItself: {} },
  { name: 'Express 4', start: () => startExpress(express4), answersItself: {} },
  { name: 'Fastify 5', start: startFastify, answersItself: { badPath: 400 }, invalidType: 'application/octet-stream' },
  {
    name: 'Next.js 16',
    start: startNext,
    answersItself: { unknownMethod: 400, trailingSlash: 308, badPath: 500, absoluteForm: 308 },
    rewritesQuery: true,
    believesForwardedProto: true,
  },
];

async function startExpress(framework: typeof express): Promise<RunningHost> {
  const app = framework();
  const router = framework.Router();
  router.use('/scim/v2', scimExpress(createEchoEndpoint()));
  router.use('/core/v2', scimExpress(createCoreEndpoint()));
  app.use('/base', router);
  app.post('/base/own', framework.json(), (request, response) => {
    response.json({ own: request.body });
  });
  return listen(app);
}

async function startFastify(): Promise<RunningHost> {
  const app = fastify();
  await app.register(
    async (base) => {
      base.post('/own', async (request) => ({ own: request.body }));
      await base.register(scimFastify, { prefix: '/scim/v2', endpoint: createEchoEndpoint() });
      await base.register(scimFastify, { prefix: '/core/v2', endpoint: createCoreEndpoint() });
    },
    { prefix: '/base' },
  );
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  return { origin, stop: () => app.close() };
}

async function startNext(): Promise<RunningHost> {
  const cwd = fileURLToPath(new URL('next-app', import.meta.url));
  const next = fileURLToPath(new URL('../node_modules/next/dist/bin/next', import.meta.url));
  const env = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' };
  await promisify(execFile)(process.execPath, [next, 'build'], { cwd, env });
  const server = spawn(process.execPath, [next, 'start', '-H', '127.0.0.1', '-p', '0'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(server.stdout)) {
    const origin = line.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
    if (origin !== undefined) return { origin, stop: () => end(server) };
  }
  throw new Error('next start ended before it listened');
}

/** Serves a request listener on a free port of the loopback interface. */
export async function listen(listener: RequestListener): Promise<RunningHost> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

async function end(child: ReturnType<typeof spawn>): Promise<void> {
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
}
