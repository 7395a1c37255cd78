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
const emulators: SupersetEmulator[] = [];
const servers: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scim-superset-cli-'));
  emulator = await createSupersetEmulator();
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.kill('SIGKILL');
  for (const each of [emulator, ...emulators.splice(0)]) await each.stop();
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

describe('too many who would lose access', () => {
  it('are shown, taken away and kept, as the operator decides', async () => {
    await configure({ breaker: '{ floor: 2 }' });
    const token = (await run('token', 'create', 'okta')).out.trim();
    const url = await serve([], { SUPERSET_PASSWORD: 'admin' });
    const ids: string[] = [];
    for (const name of ['ada', 'bob', 'eve', 'joe']) {
      const emails = [{ value: `${name}@example.com`, primary: true }];
      ids.push((await post(`${url}/Users`, token, { ...user, userName: name, emails })).body.id);
    }
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
    const members = ids.map((value) => ({ value }));
    const group = await post(`${url}/Groups`, token, { schemas, displayName: 'Analysts', members });
    const analysts = () =>
      emulator.users().flatMap(({ username, effectiveRoles }) => (effectiveRoles.includes('Gamma') ? [username] : []));
    await expect.poll(analysts, { timeout: 15_000 }).toHaveLength(4);
    expect((await run('status')).code).toBe(0);

    await fetch(`${url}/Groups/${group.body.id}`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
    await expect.poll(async () => (await run('status')).code, { timeout: 30_000 }).toBe(2);
    const shown = await run('status', '--all');
    expect(shown.out).toContain('lost grants: TOO MANY since');
    expect(shown.out).toContain('4 users would lose the grant "Analysts" (role Gamma); staged');
    expect(shown.out).toContain('ada, bob, eve, joe');
    expect(shown.out).toContain('scim-superset apply --staged');
    expect((await run('doctor')).out).toContain('✘ demo: 4 would lose access and wait for your decision');
    expect(analysts()).toHaveLength(4);

    expect((await run('apply', '--staged', '--user', 'nobody')).error).toContain('Nothing is staged for "nobody"');
    expect((await run('apply', '--user', 'ada')).code).toBe(1);
    const applied = await run('apply', '--staged', '--user', 'ada', 'BOB');
    expect([applied.code, applied.out.trim()]).toEqual([0, 'demo: 2 users to lose the grant "Analysts": done']);
    expect(analysts()).toEqual(['eve', 'joe']);
    expect((await run('reject')).code).toBe(1);
    expect((await run('reject', '--reason', 'deleted by mistake')).code).toBe(0);
    const after = await run('status', '--json');
    expect(after.code).toBe(0);
    expect(JSON.parse(after.out).targets[0]).toMatchObject({
      target: 'demo',
      available: true,
      breaker: { holds: { staged: 0, rejected: 2 } },
      staged: [{ decision: { reason: 'deleted by mistake' } }, { status: 'rejected' }],
    });
    expect(analysts()).toEqual(['eve', 'joe']);
  }, 120_000);
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

  it('keeps the others in line when one Superset refuses the credentials', async () => {
    const other = await createSupersetEmulator({ admin: { username: 'admin', password: 'changed' } });
    emulators.push(other);
    const account = 'username: admin, password: "$' + '{SUPERSET_PASSWORD}"';
    await configure({
      targets: `[{ name: demo, url: "${emulator.url}", ${account} }, { name: other, url: "${other.url}", ${account} }]`,
    });
    const token = (await run('token', 'create', 'okta')).out.trim();
    const { child, text } = launch(['serve', '--port', '0'], { SUPERSET_PASSWORD: 'admin' });
    servers.push(child);
    const address = () => /"url":"([^"]+)"/.exec(text.error)?.[1];
    await expect.poll(address, { timeout: 30_000 }).toBeDefined();
    expect(text.error).toMatch(/"level":50,.*"target":"other".*refuses the service account/);
    expect((await post(`${address()}/Users`, token, user)).status).toBe(201);
    await expect
      .poll(() => emulator.users().map(({ username }) => username), { timeout: 15_000 })
      .toContain(user.userName);
    const found = await run('doctor');
    expect(found.out).toContain('✔ demo: answers');
    expect(found.out).toContain('✘ other: ');
    // What is wrong with the mapping of one is no less wrong because another one is down.
    expect(found.out).toContain('! mapping: Grant "Analysts" goes to nobody');
  }, 60_000);

  it('starts while Superset is down', async () => {
    await configure();
    await emulator.stop();
    await expect(serve([], { SUPERSET_PASSWORD: 'admin' })).resolves.toMatch(/^http/);
    await emulator.start();
  });
});

describe('preview', () => {
  it('says who would gain and lose under another mapping, or file, without its secrets', async () => {
    await configure();
    const token = (await run('token', 'create', 'okta')).out.trim();
    const url = await serve([], { SUPERSET_PASSWORD: 'admin' });
    const { body } = await post(`${url}/Users`, token, user);
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
    await post(`${url}/Groups`, token, { schemas, displayName: 'Analysts', members: [{ value: body.id }] });
    const save = (name: string, text: string) => writeFile(join(folder, name), text);

    await save('same.yaml', 'grants: [{ name: Analysts, roles: [Gamma], group: analysts }]');
    const same = await run('preview', 'same.yaml');
    expect(same.code, same.error).toBe(2);
    expect(same.out).toContain('demo: nobody would change');
    expect((await run('preview', 'scim-superset.yaml')).code).toBe(0);

    await save('other.yaml', 'grants: [{ name: Analysts, roles: [Alpha], group: Analysts }]');
    const other = await run('preview', 'other.yaml');
    expect(other.code).toBe(2);
    expect(other.out).toMatch(/demo: 1 user would change\n/);
    expect(other.out).toMatch(/Gamma +-1/);
    expect(other.out).toContain('ada@example.com  + Alpha  - Gamma');
    const json = JSON.parse((await run('preview', 'other.yaml', '--json')).out);
    expect(json.targets[0]).toMatchObject({ target: 'demo', changed: 1 });

    const target = '{ name: demo, url: x, password: "$' + '{NOWHERE}", overrides: { grants: { Analysts: false } } }';
    const mapping = '{ grants: [{ name: Analysts, roles: [Gamma], group: Analysts }] }';
    await save('file.yaml', `targets: [${target}, { name: new }]\nmapping: ${mapping}`);
    const whole = await run('preview', 'file.yaml');
    expect(whole.out).toContain('lose all roles: - Gamma');
    expect(whole.error).toContain('new: is in file.yaml only');
  }, 60_000);
});

it('leavers says what people own who have left, of the Superset that is asked for', async () => {
  await configure();
  expect(await run('leavers')).toMatchObject({ code: 0, out: expect.stringContaining('demo: 0 people have left') });
  const json = await run('leavers', '--json', '--target', 'demo');
  expect(JSON.parse(json.out)).toMatchObject([{ target: 'demo', policy: 'report', leavers: [] }]);
  expect(await run('leavers', '--target', 'other')).toMatchObject({ code: 1, error: expect.stringContaining('demo') });
});

it('prints the JSON Schema of its file', async () => {
  const { code, out } = await run('schema');
  expect(code).toBe(0);
  expect(Object.keys(JSON.parse(out).properties)).toEqual(expect.arrayContaining(['targets', 'mapping']));
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

describe('drift', () => {
  it('checks, says since when, ignores for a while, and accepts roles for a reason', async () => {
    await configure();
    const first = await run('drift');
    // Nobody has set the Superset up: a group and a role wait for that.
    const untouched = 'demo (full check): no deviation, 2 only waiting for the workers\n';
    expect([first.code, first.out], first.error).toEqual([0, untouched]);
    expect(await run('status')).toMatchObject({
      code: 0,
      out: expect.stringContaining('no deviation at the last check'),
    });
    await changeAccount(await createAccount('visitor'), { roles: ['Admin'] });
    const found = await run('drift', '--target', 'demo');
    expect(found.code, found.error).toBe(2);
    expect(found.out).toContain('demo (quick check): 1 deviation');
    expect(found.out).toContain('  ! The account "visitor" was not provisioned and has the role Admin (new)\n');
    expect(await run('status')).toMatchObject({
      code: 2,
      out: expect.stringContaining('1 open deviation at the last check'),
    });
    const again = await run('drift', '--full', '--json');
    expect(again.code).toBe(2);
    const [finding] = JSON.parse(again.out).targets[0].findings;
    expect(finding).toMatchObject({ item: { kind: 'unmanaged-account' }, firstSeen: expect.stringMatching(/Z$/) });
    expect((await run('drift')).out).toContain(`(since ${finding.firstSeen})`);
    await configure({ drift: '{ ignore: [{ account: visitor, reason: audit, until: 2999-12-31 }] }' });
    const ignored = await run('drift');
    expect([ignored.code, ignored.out]).toEqual([0, expect.stringContaining('(ignored until 2999-12-31: audit)')]);

    await setPermissions('Gamma', []);
    expect((await run('drift')).out).toMatch(/! The role Gamma lost \S.* since its permissions were last accepted/);
    const accepted = await run('drift', '--accept-roles', '--reason', 'lock-down');
    expect([accepted.code, accepted.out]).toEqual([
      0,
      expect.stringMatching(/^demo: accepted\n {2}The role Gamma lost/),
    ]);
    expect((await run('drift')).out).toContain('✔ gone: The role Gamma lost');
    expect((await run('drift', '--accept-roles', '--reason', 'lock-down')).out).toBe('demo: nothing had changed\n');
    await emulator.stop();
    const failed = await run('drift');
    expect([failed.code, failed.out]).toEqual([1, expect.stringContaining('demo: could not be read: ')]);
    await emulator.start();
  }, 120_000);
});

describe('names that somebody planted', () => {
  it('cannot hide or feign a line', async () => {
    const earlier = await createSupersetEmulator({ version: '5.0' });
    emulators.push(earlier);
    const password = '$' + '{SUPERSET_PASSWORD}';
    await configure({ targets: `[{ name: demo, url: "${earlier.url}", username: admin, password: "${password}" }]` });
    const hidden = 'x\u001b[2K\u001b[1A\u202e\u009b2K\n✔ mapping: every role and every group exists';
    await send('POST', '/groups/', { name: hidden, roles: [roleId('Admin', earlier)] }, earlier);
    for (const args of [['doctor'], ['plan'], ['drift']]) {
      const { out } = await run(...args);
      expect(out).toContain('x\u{fffd}[2K\u{fffd}[1A\u{fffd}\u{fffd}2K\u{fffd}✔ mapping');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      expect(out).not.toMatch(/^✔ mapping/m);
    }
    expect(JSON.parse((await run('plan', '--json')).out).targets[0].items).toContainEqual(
      expect.objectContaining({ group: hidden }),
    );
  }, 60_000);
});

describe('clear errors', () => {
  it.each([
    ['a missing file', {}, ['plan', '--config', 'nowhere.yaml'], 'Cannot read the configuration file'],
    ['broken YAML', { targets: '[{ name: x' }, ['plan'], 'is not valid YAML'],
    ['a misspelt key', { tragets: '[]' }, ['plan'], 'tragets'],
    ['no credentials', { targets: '[{ name: x, url: "http://localhost" }]' }, ['plan'], 'username and password'],
    [
      'overrides of no grant',
      { targets: '[{ name: x, url: "http://localhost", apiKey: k, overrides: { grants: { Analyst: false } } }]' },
      ['plan'],
      'target "x": The mapping has no grant "Analyst"',
    ],
    [
      'a misspelt override',
      { targets: '[{ name: x, url: "http://localhost", apiKey: k, overrides: { adopt: refuse } }]' },
      ['plan'],
      'overrides of target "x" are malformed',
    ],
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
    ['a candidate that is none', {}, ['preview', 'package.json'], 'Cannot read'],
    ['a candidate without mapping', {}, ['preview', 'empty.yaml'], 'holds no role mapping'],
    ['a check nowhere', {}, ['drift', '--target', 'prod'], 'There is no target "prod"; there are demo'],
    ['roles accepted for no reason', {}, ['drift', '--accept-roles'], 'Say it with --reason'],
    ['an unknown kind', {}, ['plan', '--kind', 'extra'], 'There is no such kind; there are create, adopt'],
    [
      'a kind that nothing repairs',
      { drift: '{ selfHeal: { conflict: repair } }' },
      ['plan'],
      'drift.selfHeal: Unrecognized key: "conflict"',
    ],
    ['a rule without a day', { drift: '{ ignore: [{ user: a, reason: b }] }' }, ['plan'], 'drift.ignore.0.until'],
    ['an unknown user', {}, ['explain', 'nobody'], 'nobody'],
    ['a plan that is none', {}, ['apply', 'scim-superset.yaml'], 'is not a saved plan'],
    ['no token', {}, ['serve', '--directory-only'], 'SCIM_SUPERSET_TOKEN'],
    ['an unknown command', {}, ['sevre'], 'serve'],
  ])('%s', async (_title, changes, args, expected) => {
    await configure(changes);
    await writeFile(join(folder, 'empty.yaml'), '{}');
    const { code, error } = await launch(args, { SUPERSET_PASSWORD: 'admin', ...tokenFor(args) }).ended;
    expect(code).toBe(1);
    expect(error).toContain(expected);
    expect(error).not.toMatch(/^\s+at /m);
  });
});

async function giveAdmin(account: number): Promise<void> {
  await changeAccount(account, { roles: ['Admin', 'SCIM Base'] });
}

async function changeAccount(account: number, { roles }: { readonly roles: readonly string[] }): Promise<void> {
  await send('PUT', `/users/${account}`, { roles: roles.map((role) => roleId(role)) });
}

async function createAccount(username: string): Promise<number> {
  const account = { username, first_name: 'F', last_name: 'L', email: `${username}@example.com`, password: 'x' };
  return (await send('POST', '/users/', { ...account, active: true, roles: [roleId('Gamma')] })).id;
}

async function setPermissions(role: string, ids: readonly number[]): Promise<void> {
  await send('POST', `/roles/${roleId(role)}/permissions`, { permission_view_menu_ids: ids });
}

function roleId(wanted: string, at = emulator): number {
  const found = at.roles().find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`The emulator has no role ${wanted}`);
  return found.id;
}

async function send(method: string, path: string, body: object, to = emulator): Promise<{ readonly id: number }> {
  const { url, credentials } = to;
  const login = await fetch(`${url}/api/v1/security/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...credentials, provider: 'db', refresh: false }),
  });
  const { access_token: token } = (await login.json()) as { access_token: string };
  const answer = await fetch(`${url}/api/v1/security${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true);
  return (await answer.json()) as { id: number };
}
