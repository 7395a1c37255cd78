import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, createRunFolder } from '@scim-superset/quickstart/superset';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../examples/quickstart/src/main.ts', import.meta.url));

const bootstrap = fileURLToPath(new URL('../../examples/quickstart/bootstrap.mjs', import.meta.url));

/** A running `npm start`, without the installation of dependencies. */
interface Quickstart {
  readonly child: ChildProcess;
  output(): string;
  /** Resolves to the exit code. */
  readonly ended: Promise<number | null>;
}

let cache = '';
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'scim-superset-quickstart-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Quickstart {
  const child = spawn(process.execPath, ['--conditions=@scim-superset/source', main, '--once', ...args], {
    env: { ...process.env, CI: '', NODE_NO_WARNINGS: '1', SCIM_SUPERSET_CACHE: cache, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    text += chunk;
  });
  return { child, output: () => text, ended: once(child, 'close').then(([code]) => code) };
}

/** Processes that still mention this test's cache folder. */
async function orphans(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (Number(pid) !== process.pid && (command.includes(cache) || environment.includes(`SUPERSET_HOME=${cache}`))) {
      found.push(command.replaceAll('\0', ' '));
    }
  }
  return found;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** A PATH with everything but Python. */
async function pathWithoutPython(): Promise<string> {
  const folder = join(cache, 'bin');
  await cp('/usr/bin/env', join(folder, 'env'), { recursive: true });
  return folder;
}

/** Lets a run use the real, prepared Superset, but in a cache that the test may damage. */
async function borrowCache(): Promise<void> {
  for (const name of await readdir(cacheFolder())) {
    if (name.startsWith('venv-')) await symlink(join(cacheFolder(), name), join(cache, name));
    if (name.startsWith('home-') && !name.endsWith('.draft')) {
      await cp(join(cacheFolder(), name), join(cache, name), { recursive: true });
    }
  }
}

describe('without Python', () => {
  it('plays on the emulator, says so first and last, and never calls itself real', async () => {
    const run = start(['--port', '0', '--superset-port', '0'], { PATH: await pathWithoutPython() });
    expect(await run.ended, run.output()).toBe(0);
    const lines = run.output().trim().split('\n');
    expect(lines[0]).toContain('EMULATOR');
    expect(lines.at(-1)).toContain('EMULATOR');
    expect(run.output()).not.toMatch(/with Superset \d/);
  });

  it('fails in CI', async () => {
    const run = start(['--port', '0'], { PATH: await pathWithoutPython(), CI: 'true' });
    expect(await run.ended).toBe(1);
    expect(run.output()).toContain('There is no Python 3.10');
  });
});

it('keeps what it runs with, tokens included, from others on the machine, and one run from another', async () => {
  const first = await createRunFolder(cache);
  const second = await createRunFolder(cache);
  expect(second).not.toBe(first);
  expect((await stat(first)).mode & 0o077).toBe(0);
  expect((await stat(dirname(first))).mode & 0o077).toBe(0);
});

describe('what a newcomer can mend', () => {
  it.each(['--port', '--superset-port'])('a taken %s is named with the flag to choose another', async (flag) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const run = start([flag, String(port)]);
    expect(await run.ended).toBe(1);
    expect(run.output()).toContain(`Port ${port}`);
    expect(run.output()).toContain(`npm start -- ${flag} PORT`);
    server.close();
  });

  it('an unknown option shows the options', async () => {
    const run = start(['--onse']);
    expect(await run.ended).toBe(1);
    expect(run.output()).toContain('--superset-port PORT');
  });

  it('a Superset that ends while starting shows the end of its log, and leaves no process', async () => {
    await borrowCache();
    for (const name of await readdir(cache)) {
      if (!name.startsWith('venv-')) continue;
      const python = join(cache, name, 'bin', 'python');
      await rm(join(cache, name));
      await cp(join(cacheFolder(), name, 'bin'), join(cache, name, 'bin'), { recursive: true });
      await writeFile(join(cache, name, 'complete'), '');
      await rm(python);
      await writeFile(python, '#!/bin/sh\necho "No module named superset" >&2\nexit 3\n', { mode: 0o755 });
    }
    const run = start(['--port', '0', '--superset-port', '0']);
    expect(await run.ended).toBe(1);
    expect(run.output()).toContain('Superset ended while starting');
    expect(run.output()).toContain('No module named superset');
    expect(run.output()).toContain('npm start -- --fresh');
    expect(await orphans()).toEqual([]);
  });

  it('a damaged template is made anew instead of being used', async () => {
    await borrowCache();
    const homes = (await readdir(cache)).filter((name) => name.startsWith('home-'));
    expect(homes).not.toEqual([]);
    for (const home of homes) await writeFile(join(cache, home, 'superset.db'), 'not a database');
    const run = start(['--port', '0', '--superset-port', '0']);
    await until(() => /Creating the metadata database|Starting Superset/.test(run.output()));
    expect(run.output()).toContain('Creating the metadata database');
    run.child.kill('SIGTERM');
    await run.ended;
    expect(await orphans()).toEqual([]);
  });
});

describe('ending it', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s stops everything it started', async (signal) => {
    await borrowCache();
    const run = start(['--port', '0', '--superset-port', '0']);
    await until(() => run.output().includes('The story, played with') || run.child.exitCode !== null);
    run.child.kill(signal);
    expect(await run.ended, run.output()).toBe(130);
    expect(await orphans()).toEqual([]);
  });

  it('ends with the shell that npm started it from', async () => {
    await borrowCache();
    const command = `"${process.execPath}" "${bootstrap}" examples/quickstart/src/main.ts --port 0 --superset-port 0; true`;
    const shell = spawn('sh', ['-c', command], {
      env: { ...process.env, CI: '', SCIM_SUPERSET_CACHE: cache },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    shell.stdout.on('data', (chunk) => {
      output += chunk;
    });
    await until(() => output.includes('The story, played with') || shell.exitCode !== null);
    expect(await orphans()).not.toEqual([]);
    shell.kill('SIGTERM');
    const deadline = Date.now() + 20_000;
    while ((await orphans()).length > 0 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await orphans()).toEqual([]);
  });

  it('even kill -9 leaves no process behind', async () => {
    await borrowCache();
    const run = start(['--port', '0', '--superset-port', '0']);
    await until(() => run.output().includes('The story, played with') || run.child.exitCode !== null);
    run.child.kill('SIGKILL');
    await run.ended;
    const deadline = Date.now() + 20_000;
    while ((await orphans()).length > 0 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await orphans()).toEqual([]);
  });
});
