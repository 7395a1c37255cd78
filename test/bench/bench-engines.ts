import { benchEndpoint } from './endpoint.ts';
import { benchFilter } from './filter.ts';
import { type BenchRow, benchPatch } from './patch.ts';

/**
 * Prints one table of everything that is measured beside something else, in one interleaved run: the published
 * engines, a closure written by hand, JSON.stringify. Times are processor time for one call.
 */
export async function benchEngines(): Promise<void> {
  const rows: BenchRow[] = [];
  for (const [title, bench] of Object.entries({ filter: benchFilter, patch: benchPatch, endpoint: benchEndpoint })) {
    process.stderr.write(`Measuring ${title} …\n`);
    rows.push(...(await bench()));
  }

  const cells = rows.map(({ name, ours, peer, ratio }) => [name, duration(ours), duration(peer), times(ratio)]);
  const header = ['what, beside what', 'ours', 'the other', 'we are'];
  const widths = header.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  process.stdout.write(`${[line(header), rule, ...cells.map(line)].join('\n')}\n`);
}

function duration(microseconds: number): string {
  if (microseconds >= 1e6) return `${(microseconds / 1e6).toFixed(2)} s`;
  if (microseconds >= 1e3) return `${(microseconds / 1e3).toFixed(2)} ms`;
  return `${microseconds.toFixed(2)} µs`;
}

function times(ratio: number): string {
  if (ratio >= 1) return `${ratio >= 100 ? Math.round(ratio).toLocaleString('en') : ratio.toFixed(2)} × as fast`;
  return `${(1 / ratio).toFixed(2)} × the time`;
}
