import { ScimError } from '../message/scim-error.ts';
import type { Attribute } from '../schema/attribute.ts';
import { parseDateTime } from './date-time.ts';
import { excerpt } from './excerpt.ts';
import type { ComparisonOperator, FilterValue } from './filter.ts';
import { equalsFolded, foldCase, startsFolded } from './fold-case.ts';
import type { ValueTest } from './own-value.ts';

/** A comparison operator but `ne`, which is the negation of `eq`. */
export type PositiveOperator = Exclude<ComparisonOperator, 'ne'>;

/** What a comparison is compiled from. */
export interface Comparison {
  /** Canonical path, for messages. */
  readonly path: string;
  readonly attribute: Attribute;
  /** As written, for messages. */
  readonly operator: ComparisonOperator;
  readonly value: Exclude<FilterValue, null>;
  /** `"True"` and `"False"` stand for booleans. */
  readonly booleanStrings: boolean;
  /** A whole number stands for a string, as in `employeeNumber eq 701984`. */
  readonly unquotedValues: boolean;
}

/**
 * Compiles the test of one value by the type of its attribute (RFC 7643 §2.3, RFC 7644 table 3). A value of another
 * type than the schema says never passes. `ne` compiles to the test of `eq`.
 *
 * @throws {ScimError} 400 `invalidFilter` when operator and type, or literal and type, do not fit.
 */
export function compileValueTest(comparison: Comparison): ValueTest {
  const { attribute, operator } = comparison;
  const positive = operator === 'ne' ? 'eq' : operator;
  switch (attribute.type) {
    case 'string':
    case 'reference':
      return testText(positive, textLiteral(comparison), attribute.caseExact);
    case 'binary':
      if (positive !== 'eq') throw unsupported(comparison, 'eq, ne or pr');
      return testText(positive, textLiteral(comparison), true);
    case 'boolean': {
      if (positive !== 'eq') throw unsupported(comparison, 'eq, ne or pr');
      const literal = booleanLiteral(comparison);
      return (value) => value === literal;
    }
    case 'integer':
    case 'decimal': {
      if (isTextOperator(positive)) throw unsupported(comparison, 'eq, ne, gt, ge, lt, le or pr');
      if (typeof comparison.value !== 'number') throw wrongLiteral(comparison, 'a number');
      const compare = testOrder(positive, comparison.value);
      return (value) => typeof value === 'number' && compare(value);
    }
    case 'dateTime': {
      const literal = textLiteral(comparison);
      if (isTextOperator(positive)) return testText(positive, literal, false);
      const instant = parseDateTime(literal);
      if (Number.isNaN(instant)) throw wrongLiteral(comparison, 'a dateTime such as "2011-05-13T04:42:34Z"');
      const compare = testOrder(positive, instant);
      return (value) => typeof value === 'string' && compare(parseDateTime(value));
    }
    case 'complex':
      throw new ScimError(400, `"${comparison.path}" is complex: compare one of its sub-attributes.`, {
        scimType: 'invalidFilter',
      });
  }
}

/** The text that a literal stands for when its attribute is a string; undefined when it stands for none. */
export function textOf(value: FilterValue, unquotedValues: boolean): string | undefined {
  if (typeof value === 'string') return value;
  // The text of other numbers is not to be had back from their value: 1e3, 1.50, twenty digits.
  return unquotedValues && Number.isSafeInteger(value) ? String(value) : undefined;
}

function textLiteral(comparison: Comparison): string {
  const text = textOf(comparison.value, comparison.unquotedValues);
  if (text === undefined) throw wrongLiteral(comparison, 'a string in double quotes');
  return text;
}

function booleanLiteral(comparison: Comparison): boolean {
  const { value } = comparison;
  if (typeof value === 'boolean') return value;
  if (comparison.booleanStrings && typeof value === 'string') {
    const lower = value.toLowerCase();
    if (lower === 'true' || lower === 'false') return lower === 'true';
  }
  throw wrongLiteral(comparison, 'true or false');
}

function testText(operator: PositiveOperator, literal: string, caseExact: boolean): ValueTest {
  const compare = caseExact ? testExact(operator, literal) : testFolded(operator, literal);
  return (value) => typeof value === 'string' && compare(value);
}

function testExact(operator: PositiveOperator, literal: string): (value: string) => boolean {
  switch (operator) {
    case 'co':
      return (value) => value.includes(literal);
    case 'sw':
      return (value) => value.startsWith(literal);
    case 'ew':
      return (value) => value.endsWith(literal);
    default:
      return testOrder(operator, literal);
  }
}

function testFolded(operator: PositiveOperator, literal: string): (value: string) => boolean {
  const folded = foldCase(literal);
  switch (operator) {
    case 'eq':
      return equalsFolded(literal);
    case 'sw':
      return startsFolded(literal);
    default: {
      const compare = testExact(operator, folded);
      return (value) => compare(foldCase(value));
    }
  }
}

function testOrder<T extends string | number>(
  operator: Exclude<PositiveOperator, 'co' | 'sw' | 'ew'>,
  literal: T,
): (value: T) => boolean {
  switch (operator) {
    case 'eq':
      return (value) => value === literal;
    case 'gt':
      return (value) => value > literal;
    case 'ge':
      return (value) => value >= literal;
    case 'lt':
      return (value) => value < literal;
    case 'le':
      return (value) => value <= literal;
  }
}

function isTextOperator(operator: PositiveOperator): operator is 'co' | 'sw' | 'ew' {
  return operator === 'co' || operator === 'sw' || operator === 'ew';
}

function unsupported({ path, attribute, operator }: Comparison, supported: string): ScimError {
  return new ScimError(
    400,
    `"${path}" is of type ${attribute.type}, which "${operator}" cannot compare; use ${supported}.`,
    {
      scimType: 'invalidFilter',
    },
  );
}

function wrongLiteral({ path, attribute, value }: Comparison, expected: string): ScimError {
  const found = typeof value === 'string' ? excerpt(value) : String(value);
  return new ScimError(400, `"${path}" is of type ${attribute.type}: compare it with ${expected}, not with ${found}.`, {
    scimType: 'invalidFilter',
  });
}
