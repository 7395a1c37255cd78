import { findJsonError } from './json-error.ts';
import { ScimError } from './scim-error.ts';

/**
 * Parses a request body. Of a key that occurs twice the last value counts; `__proto__` is a key like any other.
 *
 * @throws {ScimError} 400 `invalidSyntax`, with line and column, when the text is not JSON.
 */
export function parseJson(text: string): unknown {
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

function tooDeep(): ScimError {
  return new ScimError(400, 'The request body is nested too deeply', { scimType: 'invalidSyntax' });
}

function unstorable(): ScimError {
  return new ScimError(400, 'The request body has text with U+0000 or a broken surrogate pair; remove it', {
    scimType: 'invalidValue',
  });
}
