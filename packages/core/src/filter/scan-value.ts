import { isAlphanumeric, isBareCharacter, isDigit } from './character.ts';
import { type Cursor, codes, peek, readRun, syntaxError } from './cursor.ts';
import type { FilterValue } from './filter.ts';

const expectedValue = 'a string in double quotes, a number, true, false or null';

const escapes: ReadonlyMap<number, string> = new Map([
  [codes.quote, '"'],
  [codes.backslash, '\\'],
  [0x2f, '/'],
  [0x62, '\b'],
  [0x66, '\f'],
  [0x6e, '\n'],
  [0x72, '\r'],
  [0x74, '\t'],
]);

/** Words that, where a value belongs, tell that the value is missing. */
const reservedWords: ReadonlySet<string> = new Set('and or not pr eq ne co sw ew gt ge lt le'.split(' '));

/**
 * Reads a comparison value: a JSON string, number, `true`, `false` or `null`, the last three in lower case as JSON
 * has them (RFC 7644 figure 1, RFC 7159). With `unquoted`, a word of ASCII letters, digits and `-._~@+:/%=#!*$&` that
 * starts with a letter or digit is a string as well.
 *
 * @throws {ScimError} 400 when there is no value.
 */
export function scanValue(cursor: Cursor, unquoted: boolean): FilterValue {
  if (peek(cursor) === codes.quote) return scanString(cursor);
  const start = cursor.position;
  const word = readRun(cursor);
  if (word === 'true') return true;
  if (word === 'false') return false;
  if (word === 'null') return null;
  if (isJsonNumber(word)) {
    const value = Number(word);
    if (!Number.isFinite(value)) throw syntaxError(cursor, 'a number of at most 1.8e308', start);
    return value === 0 ? 0 : value;
  }
  if (unquoted && isBareWord(word)) return word;
  throw syntaxError(cursor, expectedValue, start);
}

function scanString(cursor: Cursor): string {
  const { text } = cursor;
  let decoded = '';
  let position = cursor.position + 1;
  let start = position;
  for (;;) {
    const code = text.charCodeAt(position);
    if (code === codes.quote) break;
    if (Number.isNaN(code)) throw syntaxError(cursor, 'a double quote that ends the string', position);
    if (code < 0x20) throw syntaxError(cursor, 'control characters in a string to be escaped', position);
    if (code === codes.backslash) {
      decoded += text.slice(start, position);
      const simple = escapes.get(text.charCodeAt(position + 1));
      decoded += simple ?? scanUnicodeEscape(cursor, position);
      position += simple === undefined ? 6 : 2;
      start = position;
    } else {
      position++;
    }
  }
  cursor.position = position + 1;
  return decoded === '' ? text.slice(start, position) : decoded + text.slice(start, position);
}

/** `\uXXXX`; a surrogate pair is two of them, which concatenation puts together. */
function scanUnicodeEscape(cursor: Cursor, position: number): string {
  const { text } = cursor;
  let value = 0;
  for (let index = position + 2; index < position + 6; index++) {
    const digit = hexDigit(text.charCodeAt(index));
    if (text.charCodeAt(position + 1) !== 0x75 || digit < 0) {
      throw syntaxError(cursor, 'one of the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX', position);
    }
    value = value * 16 + digit;
  }
  return String.fromCharCode(value);
}

function hexDigit(code: number): number {
  if (isDigit(code)) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?` (RFC 7159 §6). */
function isJsonNumber(word: string): boolean {
  let position = word.charCodeAt(0) === 0x2d ? 1 : 0;
  if (word.charCodeAt(position) === 0x30 && isDigit(word.charCodeAt(position + 1))) return false;
  let end = skipDigits(word, position);
  if (end === position) return false;
  if (word.charCodeAt(end) === codes.dot) {
    position = end + 1;
    end = skipDigits(word, position);
    if (end === position) return false;
  }
  if ((word.charCodeAt(end) | 0x20) === 0x65) {
    const sign = word.charCodeAt(end + 1);
    position = end + (sign === 0x2b || sign === 0x2d ? 2 : 1);
    end = skipDigits(word, position);
    if (end === position) return false;
  }
  return end === word.length;
}

function skipDigits(word: string, start: number): number {
  let position = start;
  while (isDigit(word.charCodeAt(position))) position++;
  return position;
}

function isBareWord(word: string): boolean {
  if (!isAlphanumeric(word.charCodeAt(0)) || reservedWords.has(word.toLowerCase())) return false;
  for (let index = 1; index < word.length; index++) {
    if (!isBareCharacter(word.charCodeAt(index))) return false;
  }
  return true;
}
