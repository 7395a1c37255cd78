/**
 * Where commands write: results to `out`, everything else to `error`, so that output can be piped. What is for people is
 * written line by line, and each is {@link printable}: a name with a line break in it must not look like a line of ours.
 */
export interface Terminal {
  out(...lines: readonly string[]): void;
  error(...lines: readonly string[]): void;
  /** A result that is for programs, as it is. */
  data(text: string): void;
}

/** Writes to this process's standard streams. */
export const processTerminal: Terminal = {
  out: (...lines) => void process.stdout.write(toText(lines)),
  error: (...lines) => void process.stderr.write(toText(lines)),
  data: (text) => void process.stdout.write(`${text}\n`),
};

function toText(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** On which side of its column a cell stands. */
export type Align = 'left' | 'right';

/** Lines up rows of cells under a header, with two spaces between the columns. Columns stand left unless said otherwise. */
export function renderTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
): string[] {
  const shown = rows.map((row) => row.map(printable));
  const widths = header.map((title, column) => Math.max(title.length, ...shown.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return align[column] === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(header), ...shown.map(line)];
}

/**
 * A text without what could rewrite, reorder or hide what an operator sees: control characters (C0, C1), line separators,
 * and invisible formatting such as bidirectional overrides.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}
