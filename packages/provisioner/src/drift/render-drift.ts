import { describeEdit, type PlanSign, printable, type RenderPlanOptions, signOf } from '../plan/render-plan.ts';
import type { DriftReport, TargetDrift } from './drift-finding.ts';
import type { DriftItem } from './drift-item.ts';

/** Writes a report for people: a line per deviation with since when it is known, then what is ignored and what is gone. */
export function renderDrift(report: DriftReport, options: RenderPlanOptions = {}): string {
  return report.targets.map((target) => renderTarget(target, options)).join('\n');
}

function renderTarget(drift: TargetDrift, { colour }: RenderPlanOptions): string {
  const { target, check, findings, ignored, resolved, pending, held, unwatched, failure } = drift;
  if (failure !== undefined) return `${target}: could not be read: ${failure}\n`;
  const paint = (sign: PlanSign, line: string): string => (colour === undefined ? line : colour(sign, line));
  const counts = [
    findings.length === 0 ? 'no deviation' : count(findings.length, 'deviation'),
    ...(ignored.length > 0 ? [`${ignored.length} ignored`] : []),
    ...(pending > 0 ? [`${pending} only waiting for the workers`] : []),
    ...(held > 0 ? [`${held} kept, because a loss is staged or was rejected`] : []),
  ];
  const isNew = new Set(drift.found.map(({ id }) => id));
  return [
    `${target} (${check} check): ${counts.join(', ')}`,
    ...findings.map(({ id, firstSeen, item }) => {
      const since = isNew.has(id) ? 'new' : `since ${firstSeen}`;
      return paint(signOfDrift(item), `  ${signOfDrift(item)} ${sentence(item)} (${since})`);
    }),
    ...ignored.map(({ item, until, reason }) => `  . ${sentence(item)} (ignored until ${until}: ${printable(reason)})`),
    ...resolved.map(({ text, firstSeen }) => `  ✔ gone: ${printable(text)} (was there since ${firstSeen})`),
    ...unwatched.map((what) => `  ? not watched: ${what}`),
    '',
  ].join('\n');
}

function signOfDrift(item: DriftItem): PlanSign {
  return item.action === 'report' ? '!' : signOf(item);
}

function sentence(item: DriftItem): string {
  return printable(item.text + describeEdit(item));
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
