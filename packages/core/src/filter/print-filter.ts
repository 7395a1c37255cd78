import type { Filter } from './filter.ts';

/**
 * Prints a filter (RFC 7644 §3.4.2.2) with the fewest parentheses, such that parsing the text yields the same filter
 * again, for every filter whose `and` and `or` have two operands or more.
 *
 * @throws {TypeError} when a value is a number that JSON cannot express.
 */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return filter.operands.map((operand) => (isChain(operand) ? group(operand) : printFilter(operand))).join(' and ');
    case 'or':
      return filter.operands
        .map((operand) => (operand.kind === 'or' ? group(operand) : printFilter(operand)))
        .join(' or ');
    case 'not':
      return `not ${group(filter.operand)}`;
    case 'present':
      return `${filter.path} pr`;
    case 'valuePath':
      return `${filter.path}[${printFilter(filter.filter)}]`;
    case 'comparison': {
      const { path, operator, value } = filter;
      if (typeof value === 'number' && !Number.isFinite(value)) {
        throw new TypeError(`A filter cannot compare "${path}" with ${value}`);
      }
      return `${path} ${operator} ${JSON.stringify(value)}`;
    }
  }
}

function group(filter: Filter): string {
  return `(${printFilter(filter)})`;
}

function isChain(filter: Filter): boolean {
  return filter.kind === 'and' || filter.kind === 'or';
}
