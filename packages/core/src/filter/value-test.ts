import type { Attribute } from '../schema/attribute.ts';
import { passNone } from './combine-tests.ts';
import { parseDateTime } from './date-time.ts';
import { excerpt } from './excerpt.ts';
import type { ComparisonOperator, FilterValue } from './filter.ts';
import { equalsFolded, foldCase, startsFolded } from './fold-case.ts';
import { invalidFilter } from './invalid-filter.ts';

/**
 * A test of one value, as data: {@link passesValue} applies it without a call for the most frequent one, the
 * comparison of text regardless of case.
 */
export interface ValueTest {
  /** Text passes that is equal to this once folded itself; undefined: text passes by `text`. */
  readonly folded: string | undefined;
  readonly text: (value: string) => boolean;
  /** Decides on everything but text. */
  readonly other: (value: unknown) => boolean;
}

/** Whether a value passes a test. */
export function passesValue({ folded, text, other }: ValueTest, value: unknown): boolean {
  if (typeof value !== 'string') return other(value);
  return folded === undefined ? text(value) : equalsFolded(value, folded);
}

/** What a comparison is compiled from. */
export interface Comparison {
  /** Canonical path, for messages. */
  readonly path: string;
  readonly attribute: Attribute;
  readonly operator: ComparisonOperator;
  readonly value: Exclude<FilterValue, null>;
  /** `"True"` and `"False"` stand for booleans. */
  readonly booleanStrings: boolean;
  /** A whole number stands for a string, as in `employeeNumber eq 701984`. */
  readonly unquotedValues: boolean;
}

type TextOperator = 'co' | 'sw' | 'ew';
type PositiveOperator = Exclude<ComparisonOperator, 'ne'>;
type OrderOperator = Exclude<PositiveOperator, TextOperator>;

/**
 * Compiles the test of one value by the type of its attribute (RFC 7643 §2.3, RFC 7644 table 3). For `ne` it is the
 * test of `eq`, to be negated.
 *
 * @throws {ScimError} 400 `invalidFilter` when operator and type, or literal and type, do not fit.
 */
export function compileValueTest(comparison: Comparison): ValueTest {
  const { attribute } = comparison;
  const operator = comparison.operator === 'ne' ? 'eq' : comparison.operator;
  switch (attribute.type) {
    case 'string':
    case 'reference':
      return testText(operator, textLiteral(comparison), attribute.caseExact);
    case 'binary':
      if (operator !== 'eq') throw unsupported(comparison, 'eq, ne or pr');
      return testText(operator, textLiteral(comparison), true);
    case 'boolean': {
      if (operator !== 'eq') throw unsupported(comparison, 'eq, ne or pr');
      const literal = booleanLiteral(comparison);
      return { folded: undefined, text: passNone, other: (value) => value === literal };
    }
    case 'integer':
    case 'decimal': {
      if (isTextOperator(operator)) throw unsupported(comparison, 'eq, ne, gt, ge, lt, le or pr');
      if (typeof comparison.value !== 'number') throw wrongLiteral(comparison, 'a number');
      const passes = compareWith(operator, comparison.value);
      return { folded: undefined, text: passNone, other: (value) => typeof value === 'number' && passes(value) };
    }
    case 'dateTime':
      return testInstant(operator, comparison);
    case 'complex':
      throw invalidFilter(`"${comparison.path}" is complex; compare one of its sub-attributes`);
  }
}

/** The text that a literal stands for when its attribute is a string; undefined when it stands for none. */
export function textOf(value: FilterValue, unquotedValues: boolean): string | undefined {
  if (typeof value === 'string') return value;
  // The text of other numbers is not to be had back from their value: 1.50, or twenty digits.
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
  const text = comparison.booleanStrings ? String(value).toLowerCase() : '';
  if (text !== 'true' && text !== 'false') throw wrongLiteral(comparison, 'true or false');
  return text === 'true';
}

function testInstant(operator: PositiveOperator, comparison: Comparison): ValueTest {
  const literal = textLiteral(comparison);
  if (isTextOperator(operator)) return testText(operator, literal, false);
  const instant = parseDateTime(literal);
  if (Number.isNaN(instant)) throw wrongLiteral(comparison, 'a dateTime such as "2011-05-13T04:42:34Z"');
  const passes = compareWith(operator, instant);
  return { folded: undefined, text: (value) => passes(parseDateTime(value)), other: passNone };
}

function testText(operator: PositiveOperator, literal: string, caseExact: boolean): ValueTest {
  if (caseExact) return { folded: undefined, text: matchText(operator, literal), other: passNone };
  const folded = foldCase(literal);
  if (operator === 'eq') return { folded, text: passNone, other: passNone };
  return { folded: undefined, text: matchFolded(operator, folded), other: passNone };
}

function matchFolded(operator: PositiveOperator, folded: string): (value: string) => boolean {
  if (operator === 'sw') return (value) => startsFolded(value, folded);
  // Text without a sigma cannot meet one, so the lower case is all there is to fold, at less cost.
  if (operator === 'co' && !folded.includes('σ')) return (value) => value.toLowerCase().includes(folded);
  const passes = matchText(operator, folded);
  return (value) => passes(foldCase(value));
}

function matchText(operator: PositiveOperator, literal: string): (value: string) => boolean {
  switch (operator) {
    case 'co':
      return (value) => value.includes(literal);
    case 'sw':
      return (value) => value.startsWith(literal);
    case 'ew':
      return (value) => value.endsWith(literal);
    default:
      return compareWith(operator, literal);
  }
}

function compareWith<T extends string | number>(operator: OrderOperator, literal: T): (value: T) => boolean {
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

function isTextOperator(operator: PositiveOperator): operator is TextOperator {
  return operator === 'co' || operator === 'sw' || operator === 'ew';
}

function unsupported({ path, attribute, operator }: Comparison, supported: string): Error {
  return invalidFilter(`"${path}" is of type ${attribute.type}, which "${operator}" cannot compare; use ${supported}`);
}

function wrongLiteral({ path, attribute, value }: Comparison, expected: string): Error {
  const found = typeof value === 'string' ? excerpt(value) : String(value);
  return invalidFilter(`"${path}" is of type ${attribute.type}; compare it with ${expected}, not with ${found}`);
}
