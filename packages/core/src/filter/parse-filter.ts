import { codes, peek, readRun, skipSpace, syntaxError } from './cursor.ts';
import type { Filter } from './filter.ts';
import { createParser, deepen, node, type ParseFilterOptions, type Parser } from './parser.ts';
import { expectedOperator, scanOperator } from './scan-operator.ts';
import { scanPath, scanSubAttribute } from './scan-path.ts';
import { scanValue } from './scan-value.ts';

/**
 * Parses a filter (RFC 7644 §3.4.2.2) in time linear in its length. Operators, `and`, `or`, `not` and attribute names
 * are case-insensitive; `and` binds tighter than `or`; `not` needs parentheses. White space may be any run of spaces,
 * tabs and line breaks where the grammar has one space, and is also allowed just inside parentheses and brackets.
 *
 * Beyond the grammar, `emails[type eq "work"].value eq "a@b.c"` is accepted, because Microsoft Entra matches by it. It
 * asks for one element that satisfies both, and yields the same value as `emails[type eq "work" and value eq "a@b.c"]`.
 *
 * @example
 * parseFilter('userName eq "bjensen"');
 * // { kind: 'comparison', path: 'userName', operator: 'eq', value: 'bjensen' }
 *
 * @throws {ScimError} 400 `invalidFilter` with the position, what was expected and what was found, or when a limit is
 *   exceeded.
 */
export function parseFilter(text: string, options: ParseFilterOptions = {}): Filter {
  const parser = createParser(text, 'invalidFilter', options);
  const filter = parseExpression(parser);
  if (parser.position < text.length) throw syntaxError(parser, '"and", "or" or the end');
  return filter;
}

/** Parses `FILTER` up to the end or a closing parenthesis or bracket, which is left to the caller. */
function parseExpression(parser: Parser): Filter {
  const alternatives: Filter[] = [];
  let conjuncts: Filter[] = [];
  for (;;) {
    skipSpace(parser);
    conjuncts.push(parseOperand(parser));
    const connective = readConnective(parser);
    if (connective === 'and') continue;
    alternatives.push(combine(parser, 'and', conjuncts));
    if (connective === undefined) return combine(parser, 'or', alternatives);
    conjuncts = [];
  }
}

function combine(parser: Parser, kind: 'and' | 'or', operands: Filter[]): Filter {
  const [first] = operands;
  if (first !== undefined && operands.length === 1) return first;
  return node(parser, { kind, operands });
}

function readConnective(parser: Parser): 'and' | 'or' | undefined {
  const spaced = skipSpace(parser);
  const start = parser.position;
  const code = peek(parser);
  if (Number.isNaN(code) || code === codes.close || code === codes.closeBracket) return undefined;
  if (!spaced) throw syntaxError(parser, 'a space');
  const word = readRun(parser).toLowerCase();
  if (word !== 'and' && word !== 'or') throw syntaxError(parser, '"and", "or" or the end', start);
  if (!skipSpace(parser)) throw syntaxError(parser, `a space after "${word}"`);
  return word;
}

function parseOperand(parser: Parser): Filter {
  if (peek(parser) === codes.open) return parseGroup(parser);
  const path = scanPath(parser, 'an attribute name, "not" or "("');
  if (path.length === 3 && path.toLowerCase() === 'not') {
    skipSpace(parser);
    if (peek(parser) !== codes.open) throw syntaxError(parser, '"(" after "not"');
    return node(parser, { kind: 'not', operand: parseGroup(parser) });
  }
  if (peek(parser) !== codes.openBracket) return parseAttributeExpression(parser, path);
  if (parser.inElement) throw syntaxError(parser, 'a space and an operator, because value paths do not nest');
  const filter = parseElementFilter(parser);
  if (peek(parser) !== codes.dot) return node(parser, { kind: 'valuePath', path, filter });
  const more = parseAttributeExpression(parser, scanSubAttribute(parser));
  const conjuncts = filter.kind === 'and' ? filter.operands : [filter];
  return node(parser, {
    kind: 'valuePath',
    path,
    filter: node(parser, { kind: 'and', operands: [...conjuncts, more] }),
  });
}

function parseGroup(parser: Parser): Filter {
  parser.position++;
  deepen(parser);
  const filter = parseExpression(parser);
  if (peek(parser) !== codes.close) throw syntaxError(parser, '")"');
  parser.position++;
  parser.depth--;
  return filter;
}

/** Parses `[valFilter]`. What is between the brackets is a filter, also in a PATCH path (RFC 7644 table 9). */
export function parseElementFilter(parser: Parser): Filter {
  parser.position++;
  deepen(parser);
  const { scimType } = parser;
  parser.inElement = true;
  parser.scimType = 'invalidFilter';
  const filter = parseExpression(parser);
  parser.scimType = scimType;
  if (peek(parser) !== codes.closeBracket) throw syntaxError(parser, '"]"');
  parser.position++;
  parser.inElement = false;
  parser.depth--;
  return filter;
}

/** Parses what follows an attribute path: `pr`, or an operator and a value. */
function parseAttributeExpression(parser: Parser, path: string): Filter {
  if (!skipSpace(parser)) throw syntaxError(parser, `a space and ${expectedOperator}`);
  const operator = scanOperator(parser);
  if (operator === 'pr') return node(parser, { kind: 'present', path });
  if (!skipSpace(parser)) throw syntaxError(parser, 'a space and a value');
  return node(parser, { kind: 'comparison', path, operator, value: scanValue(parser, parser.unquotedValues) });
}
