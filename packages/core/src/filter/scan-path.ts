import { endsRun, isLetter, isNameCharacter, isUriCharacter } from './character.ts';
import { type Cursor, codes, readRun, syntaxError } from './cursor.ts';

/**
 * Reads an attribute path: `[URI ":"] ATTRNAME ["." ATTRNAME]` (RFC 7644 figure 1), with `$ref` as the one name that
 * has a dollar sign. After a URI only the characters are checked: which part of it is the schema is not to be seen
 * from the text (`…:2.0:User`), but from the schemas of the resource type.
 *
 * @throws {ScimError} 400 when there is no attribute path.
 */
export function scanPath(cursor: Cursor, expected = 'an attribute name'): string {
  const { text, position: start } = cursor;
  let end = start;
  let hasUri = false;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (endsRun(code)) break;
    if (code === codes.colon) hasUri = true;
  }
  const wrong = hasUri ? findNonUri(text, start, end) : findNonName(text, start, end);
  if (wrong === start) throw syntaxError(cursor, expected);
  if (wrong > start) {
    const rule = hasUri ? 'a schema URI' : 'a name of letters, digits, "-" and "_", with at most one sub-attribute';
    throw syntaxError(cursor, rule, wrong);
  }
  cursor.position = end;
  return text.slice(start, end);
}

/** Reads `.name`, the sub-attribute behind a value path's closing bracket. */
export function scanSubAttribute(cursor: Cursor): string {
  cursor.position++;
  const start = cursor.position;
  const name = readRun(cursor);
  const dot = name.indexOf('.');
  const wrong = dot < 0 ? findNonName(name, 0, name.length) : dot;
  if (wrong >= 0) throw syntaxError(cursor, 'the name of a sub-attribute', start + wrong);
  return name;
}

/** Index of the first character that does not fit `name` or `name.name`; -1 when all do. */
function findNonName(text: string, start: number, end: number): number {
  let atStart = true;
  let dots = 0;
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code === codes.dot) {
      if (atStart || ++dots > 1) return index;
      atStart = true;
    } else if (atStart) {
      if (!isLetter(code) && !isRef(text, index, end)) return index;
      atStart = false;
    } else if (!isNameCharacter(code)) {
      return index;
    }
  }
  return atStart ? end : -1;
}

/** Index of the first character that cannot be part of a URI and attribute name; -1 when there is none. */
function findNonUri(text: string, start: number, end: number): number {
  if (!isLetter(text.charCodeAt(start))) return start;
  for (let index = start + 1; index < end; index++) {
    if (!isUriCharacter(text.charCodeAt(index))) return index;
  }
  return text.charCodeAt(end - 1) === codes.colon ? end : -1;
}

function isRef(text: string, start: number, end: number): boolean {
  return text.charCodeAt(start) === codes.dollar && text.slice(start, end).toLowerCase() === '$ref';
}
