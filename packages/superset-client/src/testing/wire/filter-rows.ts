import type { RisonData } from './parse-rison.ts';
import type { WireRow } from './project.ts';

/** A condition of a list. */
export interface ListFilter {
  readonly column: string;
  readonly operator: string;
  readonly value: RisonData;
}

/** What a column holds, which decides the operators it knows. */
type ColumnType = 'text' | 'boolean' | 'integer' | 'instant' | { readonly exists: (relatedId: number) => boolean };

/** The columns that may be filtered by. */
export type SearchColumns = Readonly<Record<string, ColumnType>>;

/** The rows that meet all conditions, or the column that may not be filtered by. */
export type Filtered = { readonly rows: readonly WireRow[] } | { readonly refused: string };

/** Filters as Flask-AppBuilder does on SQLite: operators it does not know for a column are ignored. */
export function filterRows(rows: readonly WireRow[], filters: readonly ListFilter[], columns: SearchColumns): Filtered {
  let left = rows;
  for (const { column, operator, value } of filters) {
    const type = columns[column];
    if (type === undefined) return { refused: column };
    const holds = condition(type, operator, value);
    if (holds !== undefined) left = left.filter((row) => holds(row[column]));
  }
  return { rows: left };
}

type Condition = (value: unknown) => boolean;

function condition(type: ColumnType, operator: string, value: RisonData): Condition | undefined {
  if (typeof type === 'object') {
    // Superset looks the related row up first, and without one it applies no filter at all.
    if (operator !== 'rel_m_m' || typeof value !== 'number' || !type.exists(value)) return undefined;
    return (found) => Array.isArray(found) && found.some((one: { id: unknown }) => one.id === value);
  }
  const wanted = type === 'boolean' && value === 'y' ? true : value;
  if (operator === 'eq') return (found) => found === wanted;
  if (operator === 'neq') return (found) => found !== wanted;
  if (type === 'boolean') return undefined;
  if (type !== 'text' && operator === 'gt') return (found) => isAfter(found, value);
  if (type !== 'text' && operator === 'lt') return (found) => isAfter(value, found);
  if (operator === 'in' && Array.isArray(value)) return (found) => value.some((one) => one === found);
  return type === 'text' ? textCondition(operator, String(value)) : undefined;
}

/** Later or greater; instants compare as their texts do. */
function isAfter(left: unknown, right: unknown): boolean {
  return typeof left === typeof right && (left as string | number) > (right as string | number);
}

function textCondition(operator: string, value: string): Condition | undefined {
  switch (operator) {
    case 'sw':
      return like(`${value}%`);
    case 'ew':
      return like(`%${value}`);
    case 'ct':
      return like(`%${value}%`);
    case 'nsw':
      return negated(like(`${value}%`));
    case 'new':
      return negated(like(`%${value}`));
    case 'nct':
      return negated(like(`%${value}%`));
    default:
      return undefined;
  }
}

function negated(holds: Condition): Condition {
  return (value) => !holds(value);
}

/** SQL's LIKE without an escape character, ignoring the case of ASCII letters only. */
function like(pattern: string): Condition {
  const source = lower(pattern)
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replaceAll('%', '[^]*')
    .replaceAll('_', '[^]');
  const expression = new RegExp(`^${source}$`, 'u');
  return (value) => typeof value === 'string' && expression.test(lower(value));
}

function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
