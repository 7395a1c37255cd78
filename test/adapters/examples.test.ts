import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSupersetEmulator, type SupersetEmulator } from '@scim-superset/superset-client/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const source = '--conditions=@scim-superset/source';
const next = join(root, 'examples/next/node_modules/next/dist/bin/next');

interface Example {
  readonly name: string;
  /** Arguments of Node.js that start it. */
  readonly start: readonly string[];
  /** Arguments of Node.js that print a new token. */
  readonly token: readonly string[];
  /** What has to be there before it starts; each a program with its arguments. */
  readonly build?: readonly (readonly string[])[];
}

const examples: readonly Example[] = [
  { name: 'express', start: [source, 'src/main.ts'], token: [source, 'src/token.ts'] },
  { name: 'fastify', start: [source, 'src/main.ts'], token: [source, 'src/token.ts'] },
  {
    name: 'next',
    start: [next, 'start', '-H', '127.0.0.1'],
    token: ['token.ts'],
    // Next.js takes the packages as they are published, so they have to be compiled.
    build: [
      [
        'tsc',
        '-b',
        join(root, 'packages/next'),
        join(root, 'packages/provisioner'),
        join(root, 'packages/store-sqlite'),
      ],
      [process.execPath, next, 'build'],
    ],
  },
];

describe.each(examples)('the $name example', ({ name, start, token, build = [] }) => {
  const cwd = join(root, 'examples', name);
  let superset: SupersetEmulator;
  let folder: string;
  let server: ChildProcess | undefined;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    for (const [program = '', ...parameters] of build) await run(program, parameters, { cwd, env: productionEnv() });
  });
  beforeEach(async () => {
    superset = await createSupersetEmulator();
    folder = await mkdtemp(join(tmpdir(), 'scim-example-'));
    environment = {
      ...productionEnv(),
      PORT: String(await freePort()),
      SCIM_DATABASE: join(folder, 'scim.db'),
      SUPERSET_URL: superset.url,
      SUPERSET_USERNAME: superset.credentials.username,
      SUPERSET_PASSWORD: superset.credentials.password,
    };
  });
  afterEach(async () => {
    server?.kill('SIGKILL');
    await superset.stop();
    await rm(folder, { recursive: true });
  });

  it('brings a user and what a group gives into Superset, and takes it away again', async () => {
    const { stdout } = await run(process.execPath, token, { cwd, env: environment });
    server = spawn(process.execPath, start, { cwd, env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
    const scim = await connect(`http://127.0.0.1:${environment.PORT}/scim/v2`, stdout.trim());

    const user = await scim('POST', '/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'ada@example.com',
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      emails: [{ value: 'ada@example.com', primary: true }],
      active: true,
    });
    await scim('POST', '/Groups', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: 'Data Analysts',
      members: [{ value: user.id }],
    });
    const ada = () => superset.users().find((account) => account.username === 'ada@example.com');
    await until(() => ada()?.effectiveRoles.includes('sql_lab'));
    expect(ada()).toMatchObject({ firstName: 'Ada', lastName: 'Lovelace', active: true });
    expect(ada()?.effectiveRoles).toEqual(expect.arrayContaining(['Alpha', 'Gamma', 'sql_lab']));

    await scim('PATCH', `/Users/${user.id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
    });
    await until(() => ada()?.active === false);
  });

  it('says which settings it lacks, and ends', async () => {
    const { SUPERSET_PASSWORD: _, ...incomplete } = environment;
    const failure = await run(process.execPath, start, { cwd, env: incomplete }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Set SUPERSET_URL, SUPERSET_USERNAME and SUPERSET_PASSWORD'),
    });
  });
});

type Scim = (method: string, path: string, body: object) => Promise<{ readonly id: string }>;

/** Waits until the server answers; every request must succeed. */
async function connect(url: string, token: string): Promise<Scim> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  await until(async () => (await fetch(`${url}/ServiceProviderConfig`, { headers }).catch(() => undefined))?.ok);
  return async (method, path, body) => {
    const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    expect(`${response.status} ${text}`).toMatch(/^20/);
    return text === '' ? { id: '' } : JSON.parse(text);
  };
}

async function until(condition: () => Promise<unknown> | unknown): Promise<void> {
  while (!(await condition())) await sleep(20);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Vitest sets NODE_ENV to `test`, which Next.js does not know. */
function productionEnv(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
}
