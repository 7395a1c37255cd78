import {
  bearerTokens,
  createScimEndpoint,
  fixedToken,
  type Logger,
  type ScimEndpoint,
  type Store,
} from '@scim-superset/core';
import type { Provisioner, Target } from '@scim-superset/provisioner';
import { SupersetError } from '@scim-superset/superset-client';
import { CliError } from '../cli-error.ts';
import { openStore } from '../configuration/open-store.ts';
import { createLogger } from '../create-logger.ts';
import { openService } from '../service.ts';
import { type ServerAddress, startServer } from '../start-server.ts';

/** Options of `scim-superset serve`. */
export interface ServeOptions {
  readonly config: string;
  readonly host?: string;
  readonly port?: number;
  /** Serves the directory alone, without any Superset and without a configuration file. */
  readonly directoryOnly?: boolean;
  /** With `directoryOnly`: `memory` or `sqlite:PATH`. */
  readonly store?: string;
}

/** What is being served, and how to end it. */
interface Served {
  readonly endpoint: ScimEndpoint;
  readonly address: ServerAddress;
  readonly healthy: () => Promise<boolean>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Serves SCIM until `signal` aborts; then finishes what is under way and resolves. */
export async function serve(options: ServeOptions, signal: AbortSignal): Promise<void> {
  const logger = createLogger();
  const served = options.directoryOnly ? openDirectory(options, logger) : await openSuperset(options, logger);
  try {
    await served.start();
    const server = await startServer({ endpoint: served.endpoint, healthy: served.healthy, logger, ...served.address });
    logger.info({ url: `${server.url}/scim/v2` }, 'Serving SCIM');
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    logger.info({}, 'Stopping');
    await server.close();
  } finally {
    await served.close();
  }
}

function openDirectory(options: ServeOptions, logger: Logger): Served {
  const token = process.env.SCIM_SUPERSET_TOKEN;
  if (token === undefined || token === '') {
    throw new CliError('There is no token to let clients in', 'Set the environment variable SCIM_SUPERSET_TOKEN');
  }
  const store = openStore(options.store ?? 'memory', process.cwd());
  return {
    endpoint: createScimEndpoint({ store, authenticate: fixedToken(token), logger }),
    address: { host: options.host ?? '127.0.0.1', port: options.port ?? 8090 },
    healthy: () => answers(store),
    start: async () => {},
    close: () => store.close(),
  };
}

async function openSuperset(options: ServeOptions, logger: Logger): Promise<Served> {
  const { configuration, store, targets, provisioner, close } = await openService(options.config, logger);
  const { host, port, baseUrl } = configuration.server;
  return {
    endpoint: provisioner.endpoint({ authenticate: bearerTokens(store), ...(baseUrl !== undefined && { baseUrl }) }),
    address: { host: options.host ?? host, port: options.port ?? port },
    healthy: () => answers(store),
    async start() {
      await requireAccess(targets, logger);
      provisioner.start();
      void reportProblems(provisioner, logger);
    },
    close,
  };
}

const accessCheckMs = 2_000;

/**
 * A Superset that is down may come back. One that refuses the credentials needs somebody to correct them: that is logged, and
 * an alert follows while it lasts; the others are served all the same. Where all refuse, the configuration is wrong.
 */
async function requireAccess(targets: readonly Target[], logger: Logger): Promise<void> {
  const answers = await Promise.all(targets.map(async (target) => ({ target, refusal: await findRefusal(target) })));
  const refusals = answers.flatMap(({ target, refusal }) => (refusal === undefined ? [] : [{ target, refusal }]));
  const texts = refusals.map(({ target: { name, superset }, refusal }) => {
    return `Superset "${name}" at ${superset.url} refuses the service account: ${refusal.message}`;
  });
  const remedy =
    'Correct its credentials in the configuration, and see that the account is active; scim-superset doctor checks';
  if (refusals.length === targets.length) {
    throw new CliError(texts.join('\n'), remedy, { cause: refusals[0]?.refusal });
  }
  for (const [index, { target }] of refusals.entries()) {
    logger.error({ target: target.name }, `${texts[index]} The others are kept in line; changes here wait. ${remedy}`);
  }
}

async function findRefusal({ superset }: Target): Promise<SupersetError | undefined> {
  const limit = AbortSignal.timeout(accessCheckMs);
  try {
    await superset.probe({ signal: limit });
    return undefined;
  } catch (error) {
    if (limit.aborted) return undefined;
    if (!SupersetError.is(error)) throw error;
    return error.code === 'unauthorised' || error.code === 'forbidden' ? error : undefined;
  }
}

async function reportProblems(provisioner: Provisioner, logger: Logger): Promise<void> {
  try {
    for (const { severity, target, grant, message } of await provisioner.check()) {
      logger[severity === 'error' ? 'error' : 'warn']({ target, grant }, message);
    }
  } catch (error) {
    logger.error({ err: error }, 'The mapping could not be checked');
  }
}

async function answers(store: Store): Promise<boolean> {
  return store.audit.read({ after: 0, limit: 1 }).then(
    () => true,
    () => false,
  );
}
