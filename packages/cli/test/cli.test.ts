import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSupersetEmulator, type SupersetEmulator } from '@scim-superset/superset-client/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let folder = '';
let emulator: SupersetEmulator;
const servers: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scim-superset-cli-'));
  emulator = await createSupersetEmulator();
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.kill('SIGKILL');
  await emulator.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

function launch(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['--conditions=@scim-superset/source', main, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', NODE_NO_WARNINGS: '1', ...environment },
  });
  const text = { out: '', error: '' };
  child.stdout.on('data', (chunk) => {
    text.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text.error += chunk;
  });
  return { child, text, ended: once(child, 'close').then(([code]): Result => ({ code, ...text })) };
}

const run = (...args: string[]): Promise<Result> => launch(args, { SUPERSET_PASSWORD: 'admin' }).ended;

/** Starts a server and resolves to its SCIM address. */
async function serve(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
  const { child, text } = launch(['serve', '--port', '0', ...args], environment);
  servers.push(child);
  for (;;) {
    const url = /"url":"([^"]+)"/.exec(text.error)?.[1];
    if (url !== undefined) return url;
    if (child.exitCode !== null) throw new Error(text.error);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function configure(changes: Readonly<Record<string, string>> = {}): Promise<void> {
  const lines = {
    store: 'sqlite:directory.db',
    targets: `[{ name: demo, url: "${emulator.url}", username: admin, password: "\${SUPERSET_PASSWORD}" }]`,
    mapping: '{ grants: [{ name: Analysts, roles: [Gamma], group: Analysts }] }',
    ...changes,
  };
  const text = Object.entries(lines).map(([key, value]) => `${key}: ${value}`);
  await writeFile(join(folder, 'scim-superset.yaml'), text.join('\n'));
}

const user = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: 'ada@example.com',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ value: 'ada@example.com', primary: true }],
  active: true,
};

async function post(url: string, token: string, body: object): Promise<{ status: number; body: { id: string } }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { id: string } };
}

describe('a day with the command line', () => {
  it('issues a token, serves, explains, finds drift, applies a saved plan once, and revokes', async () => {
    await configure();
    const created = await run('token', 'create', 'okta');
    expect(created.code, created.error).toBe(0);
    const token = created.out.trim();
    expect((await stat(join(folder, 'directory.db'))).mode & 0o077).toBe(0);

    const url = await serve([], { SUPERSET_PASSWORD: 'admin' });
    const { status, body } = await post(`${url}/Users`, token, user);
    expect(status).toBe(201);
    await post(`${url}/Groups`, token, {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: 'Analysts',
      members: [{ value: body.id }],
    });
    const account = emulator.users().find(({ username }) => username === user.userName);
    expect(account?.effectiveRoles).toContain('Gamma');

    const explained = await run('explain', 'ADA@example.com');
    expect(explained.out).toContain('Gamma  ← grant "Analysts"  ← member of the group "Analysts"');
    expect((await run('plan')).code).toBe(0);

    await giveAdmin(account?.id ?? 0);
    const drift = await run('plan', '--out', 'plan.json');
    expect(drift.code).toBe(2);
    expect(drift.out).toContain('Admin');
    expect((await run('apply', 'plan.json')).code).toBe(0);
    expect((await run('plan')).code).toBe(0);
    await giveAdmin(account?.id ?? 0);
    await run('apply');
    expect((await run('apply', 'plan.json')).code).toBe(1);

    const listed = await run('token', 'list');
    expect(listed.out).toMatch(/okta +valid/);
    expect(listed.out).not.toContain(token);
    const [, id = ''] = token.split('_');
    expect((await run('token', 'revoke', id)).code).toBe(0);
    expect((await post(`${url}/Users`, token, user)).status).toBe(401);
  }, 60_000);

  it('doctor says what is wrong, and nothing else, without the password', async () => {
    await configure({ mapping: '{ grants: [{ name: Analysts, roles: [Gama], group: Analysts }] }' });
    const found = await run('doctor');
    expect(found.code).toBe(1);
    expect(found.out).toContain('✘ tokens: none is valid');
    expect(found.out).toContain('Gama');
    expect(found.out).toContain('! mapping: Grant "Analysts" goes to nobody');
    const refused = await launch(['doctor'], { SUPERSET_PASSWORD: 'not-the-password' }).ended;
    expect(refused.code).toBe(1);
    expect(refused.out + refused.error).not.toContain('not-the-password');
  }, 60_000);
});

describe('serve', () => {
  it('serves the directory alone, and ends well', async () => {
    const url = await serve(['--directory-only', '--store', 'memory'], { SCIM_SUPERSET_TOKEN: 'secret' });
    expect((await post(`${url}/Users`, 'secret', user)).status).toBe(201);
    expect((await post(`${url}/Users`, 'wrong', user)).status).toBe(401);
    expect((await fetch(new URL('/healthz', url))).status).toBe(200);
    const [server] = servers;
    server?.kill('SIGTERM');
    expect(await once(server ?? process, 'close')).toEqual([0, null]);
  });

  it.each([
    ['needed', [], ['title', 'department', 'locality']],
    ['all', ['title', 'department', 'locality'], []],
    ['[department, addresses.locality]', ['department', 'locality'], ['title', 'manager']],
  ])('stores the attributes: %s', async (attributes, some, none) => {
    await configure({ attributes });
    const token = (await run('token', 'create', 'okta')).out.trim();
    const url = await serve([], { SUPERSET_PASSWORD: 'admin' });
    const response = await fetch(`${url}/Schemas`, { headers: { authorization: `Bearer ${token}` } });
    const published = await response.text();
    for (const name of ['userName', ...some]) expect(published).toContain(`"${name}"`);
    for (const name of none) expect(published).not.toContain(`"${name}"`);
  });

  it('does not start with credentials that Superset refuses', async () => {
    await configure();
    const { code, error } = await launch(['serve', '--port', '0'], { SUPERSET_PASSWORD: 'not-the-password' }).ended;
    expect(code).toBe(1);
    expect(error).toContain('refuses the service account');
    expect(error).not.toContain('not-the-password');
  });

  it('starts while Superset is down', async () => {
    await configure();
    await emulator.stop();
    await expect(serve([], { SUPERSET_PASSWORD: 'admin' })).resolves.toMatch(/^http/);
    await emulator.start();
  });
});

describe('Ctrl-C', () => {
  it('ends a command that waits for Superset at once', async () => {
    await configure();
    emulator.fault({ answer: 'silence', times: Number.POSITIVE_INFINITY });
    const { child, ended } = launch(['plan'], { SUPERSET_PASSWORD: 'admin' });
    await expect.poll(() => emulator.requests.length, { timeout: 15_000 }).toBeGreaterThan(0);
    child.kill('SIGINT');
    await ended;
    expect(child.signalCode).toBe('SIGINT');
  });
});

/** Without a token, the first thing that is wrong with a directory is that. */
function tokenFor(args: readonly string[]): Readonly<Record<string, string>> {
  return args.includes('--store') ? { SCIM_SUPERSET_TOKEN: 'secret' } : {};
}

describe('clear errors', () => {
  it.each([
    ['a missing file', {}, ['plan', '--config', 'nowhere.yaml'], 'Cannot read the configuration file'],
    ['broken YAML', { targets: '[{ name: x' }, ['plan'], 'is not valid YAML'],
    ['a misspelt key', { tragets: '[]' }, ['plan'], 'tragets'],
    ['no credentials', { targets: '[{ name: x, url: "http://localhost" }]' }, ['plan'], 'username and password'],
    ['a grant without roles', { mapping: '{ grants: [{ name: G, roles: [], group: G }] }' }, ['plan'], 'G'],
    [
      'no attributes',
      { attributes: 'some' },
      ['plan'],
      'attributes: must be needed, all, or a list of attribute paths',
    ],
    ['an unknown attribute', { attributes: '[titel]' }, ['plan'], '"titel" names no attribute of User'],
    ['a bad store', { store: 'mysql:x' }, ['plan'], 'store'],
    ['a store that forgets', { store: 'memory' }, ['plan'], 'store: must be "sqlite:" and a path'],
    ['no store', {}, ['serve', '--directory-only', '--store', 'scim.db'], 'neither "memory" nor "sqlite:PATH"'],
    ['an empty directory', {}, ['apply'], '--allow-empty'],
    ['an unset variable', { store: '"sqlite:$' + '{NOWHERE}"' }, ['plan'], 'Set the environment variable NOWHERE'],
    ['a bad port', {}, ['serve', '--port', '70000'], '65535'],
    ['an unknown user', {}, ['explain', 'nobody'], 'nobody'],
    ['a plan that is none', {}, ['apply', 'scim-superset.yaml'], 'is not a saved plan'],
    ['no token', {}, ['serve', '--directory-only'], 'SCIM_SUPERSET_TOKEN'],
    ['an unknown command', {}, ['sevre'], 'serve'],
  ])('%s', async (_title, changes, args, expected) => {
    await configure(changes);
    const { code, error } = await launch(args, { SUPERSET_PASSWORD: 'admin', ...tokenFor(args) }).ended;
    expect(code).toBe(1);
    expect(error).toContain(expected);
    expect(error).not.toMatch(/^\s+at /m);
  });
});

async function giveAdmin(account: number): Promise<void> {
  const { url, credentials } = emulator;
  const login = await fetch(`${url}/api/v1/security/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...credentials, provider: 'db', refresh: false }),
  });
  const { access_token: token } = (await login.json()) as { access_token: string };
  const roles = emulator.roles().filter(({ name }) => name === 'Admin' || name === 'SCIM Base');
  const changed = await fetch(`${url}/api/v1/security/users/${account}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ roles: roles.map(({ id }) => id) }),
  });
  expect(changed.status).toBe(200);
}
