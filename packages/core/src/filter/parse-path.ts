import { codes, peek, skipSpace, syntaxError } from './cursor.ts';
import type { Filter } from './filter.ts';
import { parseElementFilter } from './parse-filter.ts';
import { createParser, type ParseFilterOptions } from './parser.ts';
import { scanPath, scanSubAttribute } from './scan-path.ts';

/** The target of a PATCH operation as written (RFC 7644 figure 7); binding it to a schema happens later. */
export interface PatchPath {
  /** An attribute path such as `name.givenName` or `URN:manager`; also an extension's bare URN. */
  readonly path: string;
  /** The condition in brackets on the elements of a multi-valued attribute. */
  readonly filter?: Filter;
  /** The sub-attribute behind the brackets: `value` in `emails[type eq "work"].value`. */
  readonly subAttribute?: string;
}

/**
 * Parses the `path` of a PATCH operation: `attrPath / valuePath [subAttr]` (RFC 7644 figure 7).
 *
 * @example
 * parsePath('members[value eq "2819c223"].display');
 * // { path: 'members', filter: { kind: 'comparison', … }, subAttribute: 'display' }
 *
 * @throws {ScimError} 400 `invalidPath`, or `invalidFilter` for an error between the brackets (RFC 7644 table 9), with
 *   the position, what was expected and what was found.
 */
export function parsePath(text: string, options: ParseFilterOptions = {}): PatchPath {
  const parser = createParser(text, 'invalidPath', options);
  skipSpace(parser);
  const path = scanPath(parser);
  if (peek(parser) !== codes.openBracket) {
    skipSpace(parser);
    if (parser.position < text.length) throw syntaxError(parser, '"[" or the end');
    return { path };
  }
  const filter = parseElementFilter(parser);
  const subAttribute = peek(parser) === codes.dot ? scanSubAttribute(parser) : undefined;
  skipSpace(parser);
  if (parser.position < text.length) {
    throw syntaxError(parser, subAttribute === undefined ? '".", a sub-attribute or the end' : 'the end');
  }
  return subAttribute === undefined ? { path, filter } : { path, filter, subAttribute };
}
