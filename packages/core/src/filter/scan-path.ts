import { type Cursor, codes, readRun, syntaxError } from './cursor.ts';

/**
 * Reads an attribute path: `[URI ":"] ATTRNAME ["." ATTRNAME]` (RFC 7644 figure 1), with `$ref` as the one name that
 * has a dollar sign. After a URI only the characters are checked: which part of it is the schema is not to be seen
 * from the text (`…:2.0:User`), but from the schemas of the resource type.
 *
 * @throws {ScimError} 400 when there is no attribute path.
 */
export function scanPath(cursor: Cursor, expected = 'an attribute name'): string {
  const start = cursor.position;
  const path = readRun(cursor);
  if (path === '') throw syntaxError(cursor, expected, start);
  const colon = path.indexOf(':');
  const wrong = colon < 0 ? findNonName(path) : findNonUri(path);
  if (wrong === 0) throw syntaxError(cursor, expected, start);
  if (wrong > 0) {
    const rule = colon < 0 ? 'a name of letters, digits, "-" and "_", with at most one sub-attribute' : 'a schema URI';
    throw syntaxError(cursor, rule, start + wrong);
  }
  return path;
}

/** Reads `.name`, the sub-attribute behind a value path's closing bracket. */
export function scanSubAttribute(cursor: Cursor): string {
  cursor.position++;
  const start = cursor.position;
  const name = readRun(cursor);
  const wrong = name.includes('.') ? name.indexOf('.') : findNonName(name);
  if (name === '' || wrong >= 0) throw syntaxError(cursor, 'the name of a sub-attribute', start + Math.max(wrong, 0));
  return name;
}

/** Index of the first character that does not fit `name` or `name.name`; -1 when all do. */
function findNonName(path: string): number {
  let atStart = true;
  let dots = 0;
  for (let index = 0; index < path.length; index++) {
    const code = path.charCodeAt(index);
    if (code === codes.dot) {
      if (atStart || ++dots > 1) return index;
      atStart = true;
    } else if (atStart) {
      if (!isLetter(code) && !isRef(path, index)) return index;
      atStart = false;
    } else if (!isNameCharacter(code)) {
      return index;
    }
  }
  return atStart ? path.length : -1;
}

/** Index of the first character that cannot be part of a URI and attribute name; -1 when there is none. */
function findNonUri(path: string): number {
  if (!isLetter(path.charCodeAt(0))) return 0;
  for (let index = 1; index < path.length; index++) {
    if (!isNameCharacter(path.charCodeAt(index)) && !".:/?#@!$&'*+,;=%~".includes(path.charAt(index))) return index;
  }
  return path.endsWith(':') ? path.length : -1;
}

function isRef(path: string, index: number): boolean {
  return path.charCodeAt(index) === 0x24 && path.slice(index).toLowerCase() === '$ref';
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function isNameCharacter(code: number): boolean {
  return isLetter(code) || (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x5f;
}
