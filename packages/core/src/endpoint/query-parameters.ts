import { isStorable } from '../message/parse-json.ts';
import { ScimError } from '../message/scim-error.ts';
import type { ScimRequest } from './scim-request.ts';

/** Query parameters by lower-case name: a filter must not be lost because somebody spells it `Filter`. */
export type QueryParameters = ReadonlyMap<string, string>;

/** Parameters that are lists anyway; repeating them adds up. */
const listParameters: ReadonlySet<string> = new Set(['attributes', 'excludedattributes']);

/**
 * Parses the query, raw or as an adapter parsed it. `+` and `%20` are spaces. A repeated parameter must have the same
 * value each time, except `attributes` and `excludedAttributes`, whose lists are joined.
 *
 * @throws {ScimError} 400 for invalid percent-encoding, for a parameter with two values, and for U+0000.
 */
export function parseQuery(query: ScimRequest['query']): QueryParameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of typeof query === 'string' ? splitQuery(query) : listQuery(query)) {
    if (!isStorable(value)) throw invalid(name, 'has U+0000 or a broken surrogate pair; remove it');
    const key = name.toLowerCase();
    const previous = parameters.get(key);
    if (previous !== undefined && listParameters.has(key)) parameters.set(key, `${previous},${value}`);
    else if (previous !== undefined && previous !== value) throw invalid(name, 'has two values; send one');
    else parameters.set(key, value);
  }
  return parameters;
}

function* splitQuery(query: string): Iterable<[string, string]> {
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    yield [decode(name), equals < 0 ? '' : decode(pair.slice(equals + 1))];
  }
}

function* listQuery(query: Exclude<ScimRequest['query'], string>): Iterable<[string, string]> {
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const single of Array.isArray(value) ? value : [value]) {
      if (single === undefined) continue;
      // Some frameworks parse `a[b]=c` into objects, whatever the type says.
      if (typeof single !== 'string') throw invalid(name, 'is not text');
      yield [name, single];
    }
  }
}

/**
 * Decodes percent-encoding in one component of a URL.
 *
 * @throws {ScimError} 400 `invalidSyntax` when the encoding is invalid.
 */
export function decodeComponent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ScimError(400, 'The request URL has invalid percent-encoding', { scimType: 'invalidSyntax' });
  }
}

function decode(text: string): string {
  return decodeComponent(text.replaceAll('+', ' '));
}

function invalid(name: string, problem: string): ScimError {
  return new ScimError(400, `Query parameter "${name}" ${problem}`, { scimType: 'invalidValue' });
}
