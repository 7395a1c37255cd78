import type { ToolReport } from './conformance-tool.ts';
import type { Waiver } from './waivers.ts';

/** Whether one expectation holds. */
export interface Verdict {
  readonly title: string;
  /** Undefined when it holds. */
  readonly problem: string | undefined;
}

/** Holds a tool's report to "no failures but the waived ones", and the waivers to being needed. */
export function judge(tool: string, report: ToolReport, allWaivers: readonly Waiver[]): readonly Verdict[] {
  const waivers = allWaivers.filter((waiver) => waiver.tool === tool);
  const waiverOf = (name: string): Waiver | undefined => waivers.find((waiver) => waiver.name === name);
  const verdicts = report.checks.map(({ name, status, message }): Verdict => {
    const waiver = waiverOf(name);
    const title = waiver === undefined ? withoutIds(`${name} ${message}`) : `${name} (waived: ${waiver.section})`;
    const expected = waiver?.status ?? 'passed';
    if (status === expected) return { title, problem: undefined };
    const stale = status === 'passed' ? '; the waiver is stale, remove it' : '';
    return { title, problem: `${status}, not ${expected}${stale}: ${message}` };
  });
  return [
    {
      title: 'reports checks that pass',
      problem: report.checks.some(({ status }) => status === 'passed') ? undefined : `none are: ${report.output}`,
    },
    {
      title: 'ends with the exit code of its checks',
      problem: isConsistent(report) ? undefined : `exit code ${report.exitCode}: ${report.output}`,
    },
    ...waivers
      .filter(({ name }) => !report.checks.some((check) => check.name === name))
      .map(({ name }) => ({ title: `${name} (waived)`, problem: 'There is no such check; remove the waiver' })),
    ...verdicts,
  ];
}

function isConsistent({ checks, exitCode }: ToolReport): boolean {
  return exitCode === (checks.some(({ status }) => status === 'failed') ? 1 : 0);
}

/** Random ids in titles would make every run a different one. */
function withoutIds(text: string): string {
  return text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…').trim();
}
