import { parseArgs } from 'node:util';
import { QuickstartError } from './quickstart-error.ts';

/** What `npm start --` was given. */
export interface QuickstartOptions {
  /** End after the story. */
  readonly once: boolean;
  /** Rebuild the cache. */
  readonly fresh: boolean;
  readonly help: boolean;
  readonly port: number;
  readonly supersetPort: number;
}

/** What `npm start -- --help` prints. */
export const usage = `npm start -- [options]

  --once                 end after the story; exit 0 only if every step did what it must
  --port PORT            port of the SCIM server (default 8090, 0 for a free one)
  --superset-port PORT   port of Superset (default 8088, 0 for a free one)
  --fresh                rebuild the cache of Superset
  --help                 show this

SCIM_SUPERSET_CACHE=FOLDER puts the cache elsewhere.`;

/** Reads the command line. Throws a {@link QuickstartError} for what it does not know. */
export function readOptions(args: readonly string[]): QuickstartOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        port: { type: 'string', default: '8090' },
        'superset-port': { type: 'string', default: '8088' },
      },
    });
    return {
      once: values.once,
      fresh: values.fresh,
      help: values.help,
      port: readPort(values.port),
      supersetPort: readPort(values['superset-port']),
    };
  } catch (cause) {
    throw new QuickstartError(cause instanceof Error ? cause.message : String(cause), usage, { cause });
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (text !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`"${text}" is not a port: give a whole number from 0 to 65535`);
}
