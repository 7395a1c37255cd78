import type { StoryLine } from './step.ts';

/** Renders the story as a table, with a line below each row that is not as it must be. */
export function renderStory(lines: readonly StoryLine[]): string {
  const header = ['', 'STEP', 'THE IDENTITY PROVIDER SENT', 'THE WITNESS SAW BEFORE', 'AND AFTER', 'MS'];
  const rows = lines.map((line) => [
    line.problem === undefined ? '✔' : '✘',
    line.step,
    line.sent,
    line.before,
    line.after,
    line.ms.toFixed(0),
  ]);
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const render = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 5 ? cell.padStart(widths[5] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ');
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const body = rows.flatMap((row, index) => {
    const problem = lines[index]?.problem;
    return problem === undefined ? [render(row)] : [render(row), `     ${problem}`];
  });
  return [render(header), rule, ...body].join('\n');
}
