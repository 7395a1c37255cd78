import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSupervisor } from '@scim-superset/quickstart/demo';

/** A running `scim-superset serve --directory-only`. */
export interface DirectoryServer {
  /** Where SCIM is served. */
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));
const startupLimitMs = 30_000;

/** Starts the server as a program of its own on a free port. `store` is `memory` or `sqlite:FILE`. */
export async function startDirectoryServer(store: string, folder: string): Promise<DirectoryServer> {
  const supervisor = createSupervisor();
  const token = randomBytes(24).toString('base64url');
  const log = join(folder, 'server.log');
  const program = supervisor.start({
    name: 'The SCIM server',
    file: process.execPath,
    args: ['--conditions=@scim-superset/source', main, 'serve', '--directory-only', '--store', store, '--port', '0'],
    cwd: folder,
    env: { ...process.env, SCIM_SUPERSET_TOKEN: token, NODE_NO_WARNINGS: '1' },
    log,
  });
  const deadline = performance.now() + startupLimitMs;
  for (;;) {
    const text = await readFile(log, 'utf8').catch(() => '');
    const url = /"url":"([^"]+)"/.exec(text)?.[1];
    if (url !== undefined) return { url, token, stop: () => supervisor.stopAll() };
    if (program.hasEnded() || performance.now() > deadline) {
      await supervisor.stopAll();
      throw new Error(`The SCIM server did not start: ${text}`);
    }
    await delay(50);
  }
}
