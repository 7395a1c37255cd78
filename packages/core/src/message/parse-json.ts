import { findJsonError } from './json-error.ts';
import { ScimError } from './scim-error.ts';

/**
 * Parses a request body. Of a key that occurs twice the last value counts; `__proto__` is a key like any other.
 *
 * @throws {ScimError} 400 `invalidSyntax`, with line and column, when the text is not JSON, or nested deeper than `depth`.
 */
export function parseJson(text: string, depth: number): unknown {
  // JSON.parse takes seconds for megabytes of brackets.
  if (isDeeper(text, depth)) throw tooDeep();
  try {
    return JSON.parse(text);
  } catch {
    const position = findJsonError(text);
    const where = position === undefined ? '' : ` at line ${position.line}, column ${position.column}`;
    // The cause is left out: V8 quotes the text around the error.
    throw new ScimError(400, `The request body is not valid JSON${where}`, { scimType: 'invalidSyntax' });
  }
}

/**
 * Checks what every later step relies on: bounded nesting, and text that any store can hold.
 *
 * @throws {ScimError} 400 `invalidSyntax` for deeper nesting, `invalidValue` for U+0000 or broken surrogate pairs.
 */
export function checkJson(value: unknown, depth: number): void {
  if (typeof value === 'string') {
    if (!isStorable(value)) throw unstorable();
  } else if (Array.isArray(value)) {
    if (depth === 0) throw tooDeep();
    for (const element of value) checkJson(element, depth - 1);
  } else if (typeof value === 'object' && value !== null) {
    if (depth === 0) throw tooDeep();
    for (const [key, member] of Object.entries(value)) {
      if (!isStorable(key)) throw unstorable();
      checkJson(member, depth - 1);
    }
  }
}

/** Whether text is well-formed Unicode without U+0000, which PostgreSQL cannot hold. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Whether brackets and braces, outside of strings, nest deeper. Says nothing about text that is not JSON. */
function isDeeper(text: string, depth: number): boolean {
  let open = 0;
  let isString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) isString = !isString;
    else if (isString && code === backslash) at += 1;
    else if (isString) continue;
    else if (code === bracket || code === brace) open += 1;
    else if (code === bracket + 2 || code === brace + 2) open -= 1;
    if (open > depth) return true;
  }
  return false;
}

const [quote, backslash, bracket, brace] = [0x22, 0x5c, 0x5b, 0x7b];

function tooDeep(): ScimError {
  return new ScimError(400, 'The request body is nested too deeply', { scimType: 'invalidSyntax' });
}

function unstorable(): ScimError {
  return new ScimError(400, 'The request body has text with U+0000 or a broken surrogate pair; remove it', {
    scimType: 'invalidValue',
  });
}
