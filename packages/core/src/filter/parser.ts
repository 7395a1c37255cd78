import { ScimError } from '../message/scim-error.ts';
import type { Cursor } from './cursor.ts';
import type { Filter } from './filter.ts';

/** How a filter, or the path of a PATCH operation, is read. */
export interface ParseFilterOptions {
  /** Accept strings without quotes, as in `externalId eq jyoung`: the quirk `unquotedFilterValues`. Default true. */
  readonly unquotedValues?: boolean;
  /** Greatest length in UTF-16 code units. Default 16,384. */
  readonly maxLength?: number;
  /** Greatest nesting of parentheses, `not` and value paths; at most 1,000. Default 50. */
  readonly maxDepth?: number;
  /** Greatest number of expressions, each `and`, `or` and `not` included. Default 1,000. */
  readonly maxNodes?: number;
}

/** The state of one parse. */
export interface Parser extends Cursor {
  readonly unquotedValues: boolean;
  readonly maxDepth: number;
  readonly maxNodes: number;
  depth: number;
  nodes: number;
  /** Inside `[…]`, where another value path cannot stand. */
  inElement: boolean;
}

/**
 * Starts a parse.
 *
 * @throws {ScimError} 400 when the text is longer than it may be.
 */
export function createParser(text: string, scimType: Cursor['scimType'], options: ParseFilterOptions): Parser {
  const { unquotedValues = true, maxLength = 16_384, maxDepth = 50, maxNodes = 1_000 } = options;
  const parser: Parser = {
    text,
    position: 0,
    scimType,
    unquotedValues,
    // Parsing, printing and evaluation recurse as deep as the filter nests; 1,000 levels fit any stack.
    maxDepth: Math.min(maxDepth, 1_000),
    maxNodes,
    depth: 0,
    nodes: 0,
    inElement: false,
  };
  const { length } = text;
  if (length > maxLength) throw limitError(parser, `${length} characters long, more than the ${maxLength} accepted`);
  return parser;
}

/** Counts an expression, and returns it. */
export function node<F extends Filter>(parser: Parser, filter: F): F {
  const { maxNodes } = parser;
  if (++parser.nodes > maxNodes) throw limitError(parser, `longer than the ${maxNodes} expressions accepted`);
  return filter;
}

/** Counts a level of nesting; the caller takes it off again. */
export function deepen(parser: Parser): void {
  const { maxDepth } = parser;
  if (++parser.depth > maxDepth) throw limitError(parser, `nested deeper than the ${maxDepth} levels accepted`);
}

function limitError(parser: Parser, found: string): ScimError {
  const noun = parser.scimType === 'invalidFilter' ? 'filter' : 'path';
  return new ScimError(400, `The ${noun} is ${found}; split it into several`, { scimType: parser.scimType });
}
