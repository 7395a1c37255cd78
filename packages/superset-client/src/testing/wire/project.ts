/** A resource with all its columns and relations, before columns are chosen. */
export type WireRow = Readonly<Record<string, unknown>> & { readonly id: number };

/** Keeps the chosen columns; `relation.column` keeps that column of each related object. */
export function project(row: WireRow, columns: readonly string[]): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const column of columns) {
    const [name = '', inner] = column.split('.');
    if (inner === undefined) result[name] = row[name];
    else
      result[name] = pick(
        row[name],
        columns.filter((one) => one.startsWith(`${name}.`)).map((one) => one.slice(name.length + 1)),
      );
  }
  return result;
}

function pick(related: unknown, columns: readonly string[]): unknown {
  if (Array.isArray(related)) return related.map((one) => pick(one, columns));
  if (typeof related !== 'object' || related === null) return null;
  return Object.fromEntries(Object.entries(related).filter(([name]) => columns.includes(name)));
}
