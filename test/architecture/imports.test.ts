import { glob, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const core = '@scim-superset/core';
const client = '@scim-superset/superset-client';

/** What the sources of each package may import, besides Node.js and their own files (docs/architecture.md). */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: ['scimmy', 'jose'],
  'superset-client': ['undici', 'p-retry', 'zod'],
  provisioner: [core, client, 'zod'],
  'store-sqlite': [core],
  express: [core, 'express'],
  fastify: [core, 'fastify'],
  next: [core],
  cli: [
    ...[core, client, '@scim-superset/provisioner', '@scim-superset/store-sqlite', '@scim-superset/fastify'],
    ...['commander', 'fastify', 'pino', 'yaml', 'zod'],
  ],
};

/** Node.js modules that stay out of core, which has no network and no disk. */
const outsideCore = /^node:(fs|net|http|https|http2|tls|dgram|dns|child_process|sqlite|worker_threads)/;

describe.each(Object.entries(allowed))('%s', (name, packages) => {
  it('imports only what docs/architecture.md allows', async () => {
    const foreign: string[] = [];
    for (const { file, specifier } of await importsOf(name)) {
      const isOwn = specifier.startsWith('.');
      const isNode = specifier.startsWith('node:') && !(name === 'core' && outsideCore.test(specifier));
      const known = packages.some(
        (allowedName) => specifier === allowedName || specifier.startsWith(`${allowedName}/`),
      );
      if (!isOwn && !isNode && !known) foreign.push(`${file}: ${specifier}`);
    }
    expect(foreign).toEqual([]);
  });

  it('has an index that only re-exports, by name', async () => {
    const file = `packages/${name}/src/index.ts`;
    const text = await readFile(file, 'utf8').catch(() => '');
    const statements = text.replace(/\/\*[\s\S]*?\*\//g, '').split(/;\s*/);
    const others = statements.filter((part) => part.trim() !== '' && !/^\s*export (type )?\{[^}]*\} from '/.test(part));
    expect(others).toEqual([]);
  });
});

it.each(['express', 'fastify', 'next'])('the %s adapter stays within 80 lines', async (name) => {
  let lines = 0;
  for (const file of await sourcesOf(name)) lines += (await readFile(file, 'utf8')).split('\n').length - 1;
  expect(lines).toBeGreaterThan(0);
  expect(lines).toBeLessThanOrEqual(80);
});

async function sourcesOf(name: string): Promise<string[]> {
  return Array.fromAsync(glob(`packages/${name}/src/**/*.ts`));
}

async function importsOf(name: string): Promise<{ file: string; specifier: string }[]> {
  const found: { file: string; specifier: string }[] = [];
  for (const file of await sourcesOf(name)) {
    const text = await readFile(file, 'utf8');
    for (const match of text.matchAll(
      /^(?:import|export)\b[^;]*?from '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gms,
    )) {
      found.push({ file, specifier: match[1] ?? match[2] ?? match[3] ?? '' });
    }
  }
  return found;
}
