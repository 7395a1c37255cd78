import { endsRun } from './character.ts';
import { type Cursor, syntaxError } from './cursor.ts';
import type { ComparisonOperator } from './filter.ts';

const names: readonly (ComparisonOperator | 'pr')[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr'];

/** By both letters at once: a parser spends more on looking up a piece of text than on all the rest of an operator. */
const operators: ReadonlyMap<number, ComparisonOperator | 'pr'> = new Map(names.map((name) => [keyAt(name, 0), name]));

/** What is expected where an operator belongs. */
export const expectedOperator: string = 'one of the operators eq, ne, co, sw, ew, gt, ge, lt, le and pr';

/**
 * Reads an operator (RFC 7644 table 3) in upper or lower case.
 *
 * @throws {ScimError} 400 when there is none.
 */
export function scanOperator(cursor: Cursor): ComparisonOperator | 'pr' {
  const { text, position } = cursor;
  const operator = operators.get(keyAt(text, position));
  const end = position + 2;
  if (operator === undefined || (end < text.length && !endsRun(text.charCodeAt(end)))) {
    throw syntaxError(cursor, expectedOperator);
  }
  cursor.position = end;
  return operator;
}

/** The next two characters as a number; setting the bit 0x20 turns an upper-case letter into its lower case. */
function keyAt(text: string, position: number): number {
  return (text.charCodeAt(position) | 0x20) * 0x10000 + (text.charCodeAt(position + 1) | 0x20);
}
