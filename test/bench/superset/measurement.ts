/** One aim of the product on a real Superset: what it took beside what it is held against, in one run. */
export interface Measurement {
  readonly name: string;
  /** Of the product, in the unit. */
  readonly ours: number;
  /** Of what it is compared with; absent when the limit is absolute. */
  readonly raw?: number;
  /** Greatest ratio of `ours` to `raw`, or greatest value of `ours`; absent when it is for information. */
  readonly limit?: number;
  /** Default `ms`. */
  readonly unit?: 'ms' | 'MB';
}

/** The middle of a list of numbers. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Milliseconds that the work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Works through a list with so many at a time. */
export async function inParallel<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

/** A table in Markdown. */
export function renderMeasurements(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ name, ours, raw, limit, unit = 'ms' }) => {
    const compared = raw === undefined ? ours : ours / raw;
    const shown = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`;
    return [
      name,
      shown(ours),
      raw === undefined ? '' : shown(raw),
      raw === undefined ? '' : `${compared.toFixed(2)} ×`,
      limit === undefined ? '' : raw === undefined ? shown(limit) : `${limit} ×`,
      limit === undefined ? '' : compared <= limit ? 'met' : 'missed',
    ];
  });
  const header = ['what, beside what', 'ours', 'raw', 'ratio', 'at most', ''];
  return [header, header.map((_, column) => (column === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |\n`)
    .join('');
}
