import { type Check, type ConformanceTool, runPython } from './conformance-tool.ts';

interface Report {
  readonly results: readonly { readonly name: string; readonly status: string; readonly message?: string }[];
}

const statuses: Readonly<Record<string, Check['status']>> = { pass: 'passed', skip: 'skipped' };

/** scim-sanity, whose `probe` plays the life of users and groups and holds every answer to the RFCs, strictly. */
export const scimSanity: ConformanceTool = {
  name: 'scim-sanity',
  async run(python, { url, token }) {
    const args = ['-m', 'scim_sanity', 'probe', url, '--token', token, '--i-accept-side-effects', '--json-output'];
    const { exitCode, out, error } = await runPython(python, args);
    return { exitCode, output: `${out}${error}`, checks: readChecks(out) };
  },
};

function readChecks(text: string): readonly Check[] {
  if (!text.trimStart().startsWith('{')) return [];
  const { results } = JSON.parse(text) as Report;
  return results.map(({ name, status, message = '' }) => ({ name, message, status: statuses[status] ?? 'failed' }));
}
