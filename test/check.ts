/**
 * Everything `npm test` runs, in the order in which a fault is cheapest to find. The last line is the true total of
 * tests and checks: `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Totals {
  readonly passed: number;
  readonly failed: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = await mkdtemp(join(tmpdir(), 'scim-superset-check-'));
const attwArguments = ['--profile', 'esm-only', '--format', 'ascii'];
const packages = ['core', 'superset-client', 'provisioner', 'store-sqlite', 'express', 'fastify', 'next', 'cli'];

const results: Totals[] = [
  await check('lint', 'biome', ['check', '--error-on-warnings', '.']),
  await check('build and types of the packages', 'tsc', ['-b', 'test/tsconfig.build.json']),
  await check('types of tests and examples', 'tsc', ['-p', 'test/tsconfig.json']),
  await check('unused files, exports and dependencies', 'knip', []),
  await vitest('unit'),
  await vitest('integration'),
];
for (const name of packages) {
  const tarball = join(reports, `${name}.tgz`);
  const pack = ['-y', 'pnpm@12.21.0', '--dir', `packages/${name}`, 'pack', '--out', tarball];
  results.push(await check(`packing ${name}`, 'npx', pack));
  results.push(await check(`packaging of ${name} (publint)`, 'publint', ['--strict', tarball]));
  // A program without an API has no types to look at.
  if (name !== 'cli') results.push(await check(`packaging of ${name} (attw)`, 'attw', [tarball, ...attwArguments]));
}
await rm(reports, { recursive: true, force: true });

const sum = (key: keyof Totals): number => results.reduce((total, result) => total + result[key], 0);
process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;

async function check(title: string, command: string, args: readonly string[]): Promise<Totals> {
  const code = await run(title, command, args);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Runs a vitest project; its totals come from the JSON report, and a run that dies counts as a failure. */
async function vitest(project: string): Promise<Totals> {
  const report = join(reports, `${project}.json`);
  const args = ['run', '--config', 'test/vitest.config.ts', '--project', project, '--reporter=default'];
  const code = await run(`${project} tests`, 'vitest', [...args, '--reporter=json', `--outputFile.json=${report}`]);
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, numFailedTests, numTotalTests } = JSON.parse(text) as Record<string, number>;
  // Skipped and unfinished tests count as failed: nothing is left out here without being seen.
  const failed = Math.max(numFailedTests ?? 0, (numTotalTests ?? 0) - (passed ?? 0), code === 0 ? 0 : 1);
  return { passed: passed ?? 0, failed };
}

async function run(title: string, command: string, args: readonly string[]): Promise<number> {
  process.stdout.write(`\n── ${title} ──\n`);
  const began = performance.now();
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (exit) => resolve(exit ?? 1));
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? '✔' : '✘'} ${title}  ${seconds} s\n`);
  return code;
}
