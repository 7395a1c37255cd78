import type { DataRow } from './rows.ts';

/**
 * Understands the row-level-security clauses that the emulator can apply: `column = literal`, `column <> literal` and
 * `column IN (literal, …)`. Undefined for all others.
 */
export function parseClause(clause: string): ((row: DataRow) => boolean) | undefined {
  const match = /^\s*([A-Za-z_]\w*)\s*(=|<>|!=|in\b)\s*(.+?)\s*$/i.exec(clause);
  const [, column, operator, right] = match ?? [];
  if (column === undefined || operator === undefined || right === undefined) return undefined;
  const isList = operator.toLowerCase() === 'in';
  const inner = isList ? /^\((.*)\)$/.exec(right)?.[1] : right;
  const literals = inner?.match(/'(?:[^']|'')*'|-?\d+(?:\.\d+)?/g) ?? [];
  if (inner?.replace(/\s/g, '') !== literals.join(',').replace(/\s/g, '') || (!isList && literals.length !== 1))
    return undefined;
  const values = new Set(literals.map(parseLiteral));
  const wanted = operator !== '<>' && operator !== '!=';
  return (row) => values.has(row[column] ?? '') === wanted;
}

function parseLiteral(literal: string): string | number {
  return literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'") : Number(literal);
}
