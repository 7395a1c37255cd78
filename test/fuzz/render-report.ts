import type { FuzzReport } from './run-fuzz.ts';

/** What a run did, in one line, and what it found with the way to see it again. */
export function renderReport({ requests, trials, worlds, statuses, slowestMs, failures }: FuzzReport): string {
  const counts = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  const lines = [
    `${requests} requests (${counts.join(', ')}), ${trials} trials of parsers, ${worlds} directories, ` +
      `slowest ${Math.ceil(slowestMs)} ms of CPU time`,
  ];
  for (const { seed, input, problems } of failures) {
    lines.push(`✘ ${problems.join('; ')}`, `  ${describe(input)}`, `  again: pnpm run fuzz -- --seed ${seed}`);
  }
  return lines.join('\n');
}

function describe(input: unknown): string {
  const text = JSON.stringify(input, (key, value: unknown) => {
    if (key === 'authorization') return undefined;
    return Buffer.isBuffer(value) ? value.toString() : value;
  });
  return text.length > 4_000 ? `${text.slice(0, 4_000)}… (${text.length} characters)` : text;
}
