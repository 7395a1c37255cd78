import { type Check, type ConformanceTool, runPython } from './conformance-tool.ts';

/** scim2-cli, whose `test` asks scim2-tester to check the server. */
export const scim2Cli: ConformanceTool = {
  name: 'scim2-cli',
  async run(python, { url, token }) {
    const header = `Authorization: Bearer ${token}`;
    const main = 'from scim2_cli import cli; cli()';
    const { exitCode, out, error } = await runPython(python, ['-c', main, '--url', url, '--header', header, 'test']);
    return { exitCode, output: `${out}${error}`, checks: readScim2Checks(out) };
  },
};

const statuses: Readonly<Record<string, Check['status']>> = { SUCCESS: 'passed', SKIPPED: 'skipped' };

/** Reads what `scim2 test` prints: a line `STATUS name` for every check, and the reason indented below it. */
export function readScim2Checks(text: string): readonly Check[] {
  const checks: Check[] = [];
  for (const line of text.split('\n')) {
    const [, status, name] = /^([A-Z]+) (\w+)$/.exec(line) ?? [];
    const last = checks.at(-1);
    if (status !== undefined && name !== undefined) {
      // Whatever is no success is one too few, also what the tool calls a deviation.
      checks.push({ name, status: statuses[status] ?? 'failed', message: '' });
    } else if (last !== undefined && line.startsWith('  ')) {
      checks[checks.length - 1] = { ...last, message: `${last.message} ${line.trim()}`.trim() };
    }
  }
  return checks;
}
