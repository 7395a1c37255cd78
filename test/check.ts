/**
 * Everything `npm test` runs, in the order in which a fault is cheapest to find. What failed is named once more at the
 * end, where a reader of a long log finds it; the last line is the true total of tests and checks: `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Totals {
  readonly passed: number;
  readonly failed: number;
  /** What failed, with the beginning of its message. */
  readonly failures: readonly string[];
}

/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
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

for (const failure of results.flatMap((result) => result.failures)) process.stdout.write(`\n✘ ${failure}\n`);
const sum = (key: 'passed' | 'failed'): number => results.reduce((total, result) => total + result[key], 0);
process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;

async function check(title: string, command: string, args: readonly string[]): Promise<Totals> {
  const code = await run(title, command, args);
  return code === 0 ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [title] };
}

/** Runs a vitest project; its totals come from the JSON report, and a run that dies counts as a failure. */
async function vitest(project: string): Promise<Totals> {
  const report = join(reports, `${project}.json`);
  const args = ['run', '--config', 'test/vitest.config.ts', '--project', project, '--reporter=default'];
  const code = await run(`${project} tests`, 'vitest', [...args, '--reporter=json', `--outputFile.json=${report}`]);
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1, failures: [`${project} tests ended without a report`] };
  // Vitest's own report.
  const { numPassedTests: passed, numTotalTests: total, testResults } = JSON.parse(text) as Report;
  // Skipped and unfinished tests count as failed: nothing is left out here without being seen.
  const failed = Math.max(total - passed, code === 0 ? 0 : 1);
  const named = failed === 0 ? [] : failuresOf(testResults);
  const ended = `${project} tests ended with code ${code}, which no test explains`;
  return { passed, failed, failures: failed > 0 && named.length === 0 ? [ended] : named };
}

function failuresOf(files: Report['testResults']): string[] {
  return files.flatMap(({ name, message, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status !== 'passed');
    const file = relative(root, name);
    // A file that failed as a whole has no failed test.
    if (tests.length === 0) return message === '' ? [] : [`${file}: ${beginning(message)}`];
    return tests.map((test) => {
      const text = beginning((test.failureMessages ?? []).join('\n'));
      return `${file} > ${test.fullName} (${test.status})\n${text}`;
    });
  });
}

function beginning(message: string): string {
  return message.split('\n').slice(0, 40).join('\n');
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
