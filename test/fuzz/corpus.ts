import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A request with `{user}`, `{group}`, `{cursor}` and `{etag}` where something of the running directory goes. */
export interface RequestTemplate {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is, everything else as JSON. */
  readonly body?: unknown;
}

const folder = fileURLToPath(new URL('corpus/', import.meta.url));

/** Reads the requests that mutation starts from, in a stable order. */
export function readCorpus(): readonly RequestTemplate[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => JSON.parse(readFileSync(folder + name, 'utf8')) as RequestTemplate[]);
}
