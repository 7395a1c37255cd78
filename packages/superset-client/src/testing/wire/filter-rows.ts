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

/** The rows that meet all conditions, or why they cannot be had. */
export type Filtered = { readonly rows: readonly WireRow[] } | { readonly refused: string };

const onText = ['eq', 'neq', 'in', 'sw', 'ew', 'ct', 'nsw', 'new', 'nct'];
const known = new Set([...onText, 'gt', 'lt', 'rel_o_m', 'rel_m_m']);
const operators = {
  text: new Set(onText),
  boolean: new Set(['eq', 'neq']),
  integer: new Set(['eq', 'neq', 'in', 'gt', 'lt']),
  instant: new Set(['eq', 'neq', 'gt', 'lt']),
  relation: new Set(['rel_m_m']),
} as const;

/**
 * Filters as Flask-AppBuilder does on SQLite: operators that it knows for other columns only are refused, those that it
 * does not know at all are ignored.
 */
export function filterRows(rows: readonly WireRow[], filters: readonly ListFilter[], columns: SearchColumns): Filtered {
  let left = rows;
  for (const { column, operator, value } of filters) {
    const type = columns[column];
    if (type === undefined) return { refused: `Filter column: ${column} not allowed to filter` };
    if (!known.has(operator)) continue;
    if (!operators[typeof type === 'object' ? 'relation' : type].has(operator)) {
      return { refused: `Filter operation: ${operator} not allowed on column: ${column}` };
    }
    const holds = condition(type, operator, value);
    if (holds !== undefined) left = left.filter((row) => holds(row[column]));
  }
  return { rows: left };
}

type Condition = (value: unknown) => boolean;

function condition(type: ColumnType, operator: string, value: RisonData): Condition | undefined {
  if (typeof type === 'object') {
    // Superset looks the related row up first, and without one it applies no filter at all.
    if (typeof value !== 'number' || !type.exists(value)) return undefined;
    return (found) => Array.isArray(found) && found.some((one: { id: unknown }) => one.id === value);
  }
  // What is no time filters nothing either.
  if (type === 'instant' && Number.isNaN(Date.parse(String(value)))) return undefined;
  const wanted = type === 'boolean' && value === 'y' ? true : value;
  switch (operator) {
    case 'eq':
      return (found) => found === wanted;
    case 'neq':
      return (found) => found !== wanted;
    case 'gt':
      return (found) => isAfter(found, value);
    case 'lt':
      return (found) => isAfter(value, found);
    case 'in':
      return (found) => Array.isArray(value) && value.some((one) => one === found);
    default:
      return textCondition(operator, String(value));
  }
}

/** Later or greater; instants compare as their texts do. */
function isAfter(left: unknown, right: unknown): boolean {
  return typeof left === typeof right && (left as string | number) > (right as string | number);
}

function textCondition(operator: string, value: string): Condition {
  switch (operator) {
    case 'sw':
      return like(`${value}%`);
    case 'ew':
      return like(`%${value}`);
    case 'nsw':
      return negated(like(`${value}%`));
    case 'new':
      return negated(like(`%${value}`));
    case 'nct':
      return negated(like(`%${value}%`));
    default:
      return like(`%${value}%`);
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
