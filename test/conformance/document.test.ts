import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { lenientQuirks } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { waivers } from './waivers.ts';

const read = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const page = await read('docs/scim-conformance.md');

/** The first cells of the table under a heading. */
function firstCells(heading: string): string[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| ([^|]+?) \|/gm)].map(([, cell = '']) => cell).filter((cell) => cell !== '');
}

describe('docs/scim-conformance.md', () => {
  it('lists every quirk', () => {
    const listed = firstCells('Quirks').filter((cell) => cell.startsWith('`'));
    expect(listed).toEqual(Object.keys(lenientQuirks).map((name) => `\`${name}\``));
  });

  it('lists every waiver with its RFC section', () => {
    const listed = [...page.matchAll(/^\| (scim-sanity|scim2-cli) \| `([^`]+)` \| ([^|]+) \|/gm)];
    const told = listed.map(([, tool, name, section]) => `${tool}: ${name}, ${section}`).sort();
    expect(told).toEqual(waivers.map(({ tool, name, section }) => `${tool}: ${name}, ${section}`).sort());
  });

  it('names known bugs that each have a test', async () => {
    const tests = await read('packages/core/test/endpoint/known-server-bugs.test.ts');
    const tested = [...tests.matchAll(/^ {2}it\('([\d, ]+):/gm)].flatMap(([, numbers = '']) => numbers.split(', '));
    const listed = firstCells('Bugs that SCIM servers ship').filter((cell) => /^\d+$/.test(cell));
    expect(listed).toEqual(Array.from({ length: 25 }, (_, index) => String(index + 1)));
    expect(tested.sort((a, b) => Number(a) - Number(b))).toEqual(listed);
  });

  it('names tests that exist', async () => {
    const files = [...page.matchAll(/`((?:filter|patch|schema|endpoint)\/[\w-]+\.test\.ts)`/g)];
    expect(files.length).toBeGreaterThan(5);
    for (const [, file = ''] of files) await expect(read(`packages/core/test/${file}`)).resolves.toContain('it');
  });
});
