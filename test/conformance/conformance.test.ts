import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Check, ToolReport } from './conformance-tool.ts';
import { startDirectoryServer } from './directory-server.ts';
import { installTools } from './install-tools.ts';
import { judge, type Verdict } from './judge.ts';
import { scimSanity } from './scim-sanity.ts';
import { readScim2Checks, scim2Cli } from './scim2-cli.ts';
import { type Waiver, waivers } from './waivers.ts';

const tools = [scim2Cli, scimSanity];

/** Runs every tool against a server of its own, before there are tests: each check becomes one. */
async function examine(storeOf: (folder: string) => string): Promise<Readonly<Record<string, readonly Verdict[]>>> {
  const python = await installTools();
  const verdicts: Record<string, readonly Verdict[]> = {};
  for (const tool of tools) {
    const folder = await mkdtemp(join(tmpdir(), 'scim-superset-conformance-'));
    const server = await startDirectoryServer(storeOf(folder), folder);
    try {
      verdicts[tool.name] = judge(tool.name, await tool.run(python, server), waivers);
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }
  return verdicts;
}

const examined = {
  sqlite: await examine((folder) => `sqlite:${join(folder, 'directory.db')}`),
  memory: await examine(() => 'memory'),
};

describe.each(Object.entries(examined))('the server on %s', (_, verdicts) => {
  describe.each(Object.entries(verdicts))('tested by %s', (_tool, list) => {
    for (const { title, problem } of list) {
      it(title, () => {
        expect(problem).toBeUndefined();
      });
    }
  });
});

describe('a report', () => {
  const check = (name: string, status: Check['status']): Check => ({ name, status, message: '' });
  const report = (checks: readonly Check[], exitCode = 0): ToolReport => ({ checks, exitCode, output: 'Traceback' });
  const waiver: Waiver = { tool: 't', name: 'b', status: 'failed', section: 'RFC', reason: 'because' };
  const problems = (tried: ToolReport, list: readonly Waiver[] = []): string =>
    judge('t', tried, list)
      .map(({ problem }) => problem ?? '')
      .join('');

  it('is fine when everything passes or is waived', () => {
    expect(problems(report([check('a', 'passed')]))).toBe('');
    expect(problems(report([check('a', 'passed'), check('b', 'failed')], 1), [waiver])).toBe('');
  });

  it.each([
    ['with a failure', report([check('a', 'passed'), check('b', 'failed')], 1), [], 'failed, not passed'],
    ['with something skipped', report([check('a', 'passed'), check('b', 'skipped')]), [], 'skipped, not passed'],
    ['without checks', report([], 1), [], 'none are: Traceback'],
    ['that breaks off', report([check('a', 'passed')], 1), [], 'exit code 1'],
    ['with a waiver that has become stale', report([check('a', 'passed'), check('b', 'passed')]), [waiver], 'stale'],
    ['with a waiver for nothing', report([check('a', 'passed')]), [waiver], 'no such check'],
    ['with a waiver of another tool', report([check('b', 'failed')], 1), [{ ...waiver, tool: 'u' }], 'not passed'],
  ])('%s is not', (_, tried, list, problem) => {
    expect(problems(tried, list)).toContain(problem);
  });

  it('of scim2-cli is read with its reasons', () => {
    const text = 'Performing …\nSUCCESS a_check\nERROR b_check\n  Why it\n  failed\nSKIPPED c_check\n';
    expect(readScim2Checks(text)).toEqual([
      { name: 'a_check', status: 'passed', message: '' },
      { name: 'b_check', status: 'failed', message: 'Why it failed' },
      { name: 'c_check', status: 'skipped', message: '' },
    ]);
  });
});
