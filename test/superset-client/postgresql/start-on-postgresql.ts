import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  cacheFolder,
  createProgress,
  createSupervisor,
  createVirtualEnvironment,
  findPython,
  withCacheLock,
} from '@scim-superset/quickstart/superset';
import { type RealSuperset, startRealSuperset } from '../../real-superset.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const cli = 'import sys; from superset.cli.main import superset; sys.exit(superset())';
const person = ['--firstname', 'Superset', '--lastname', 'Admin', '--email', 'admin@example.com'];

/**
 * Starts a real Superset 6.1.0 whose metadata are in a new database of a PostgreSQL server, with nothing but the
 * administrator in it; its end drops the database. `server` is the URL of any database there, for example
 * `postgresql://postgres@127.0.0.1:5432/postgres`, by an account that may create others.
 */
export async function startOnPostgresql(server: string): Promise<RealSuperset> {
  const supervisor = createSupervisor();
  const driver = await installDriver();
  const name = `scim_superset_${randomBytes(6).toString('hex')}`;
  const database = async (what: 'create' | 'drop'): Promise<void> =>
    supervisor.run(
      {
        name: `${what} database ${name}`,
        file: driver,
        args: [path('database.py'), server, what, name],
        env: process.env,
        log: join(cacheFolder(), 'postgresql.log'),
      },
      `Check SCIM_SUPERSET_POSTGRESQL: it must name a PostgreSQL server and an account that may create databases.`,
    );

  await database('create');
  const superset = await startRealSuperset('6.1.0', { config: path('superset_config.py') });
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const where = { url, driver: dirname(dirname(driver)) };
  await writeFile(join(superset.home, 'postgresql.json'), JSON.stringify(where));
  await superset.upgrade('6.1.0');
  const { username, password } = superset.accounts.admin;
  const account = ['--username', username, '--password', password, ...person];
  await superset.python('fab create-admin', ['-c', cli, 'fab', 'create-admin', ...account]);
  return {
    ...superset,
    async end() {
      await superset.end();
      await database('drop');
    },
  };
}

/** The Python of an environment that has the driver and nothing else. */
async function installDriver(): Promise<string> {
  const python = await findPython();
  if (python === undefined) throw new Error('Real Superset needs Python 3.10, 3.11 or 3.12 with the venv module');
  const pins = path('requirements.txt');
  const cache = cacheFolder();
  const supervisor = createSupervisor();
  const progress = createProgress(process.stdout);
  const more = { python, pins, install: ['-r', pins], neededBytes: 100_000_000, cache, supervisor, progress };
  const installed = await withCacheLock(cache, () =>
    createVirtualEnvironment({ name: 'postgresql', title: 'the driver of', ...more }),
  );
  return installed.python;
}
