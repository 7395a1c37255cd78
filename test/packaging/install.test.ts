import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const libraries = ['core', 'superset-client', 'provisioner', 'store-sqlite', 'express', 'fastify', 'next'];

describe('the packages as they are published', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scim-superset-install-'));
    await run('tsc', ['-b', 'test/tsconfig.build.json'], { cwd: root });
    const tarballs: Record<string, string> = {};
    for (const name of [...libraries, 'cli']) {
      const tarball = join(folder, `${name}.tgz`);
      await run('npx', ['-y', 'pnpm@12.21.0', '--dir', `packages/${name}`, 'pack', '--out', tarball], { cwd: root });
      tarballs[name === 'cli' ? 'scim-superset' : `@scim-superset/${name}`] = `file:${tarball}`;
    }
    const manifest = { private: true, type: 'module', dependencies: tarballs, overrides: tarballs };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    await run('npm', ['install', '--no-audit', '--no-fund', '--legacy-peer-deps'], { cwd: folder });
  }, 240_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('install into an empty project and run as a command', async () => {
    const { stdout } = await run(join(folder, 'node_modules', '.bin', 'scim-superset'), ['--help'], { cwd: folder });
    for (const command of ['serve', 'plan', 'apply', 'explain', 'token', 'doctor']) expect(stdout).toContain(command);
  });

  it.each(libraries)('@scim-superset/%s can be imported, and required', async (name) => {
    const specifier = `@scim-superset/${name}`;
    const script = `
      import { createRequire } from 'node:module';
      const imported = Object.keys(await import('${specifier}'));
      const required = Object.keys(createRequire(import.meta.url)('${specifier}'));
      console.log(JSON.stringify({ imported, required }));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder });
    const { imported, required } = JSON.parse(stdout) as { imported: string[]; required: string[] };
    expect(imported.length).toBeGreaterThan(0);
    expect(required).toEqual(expect.arrayContaining(imported));
  });
});
