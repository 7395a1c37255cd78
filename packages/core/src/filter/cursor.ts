import { ScimError, type ScimType } from '../message/scim-error.ts';
import { endsRun, isSpace } from './character.ts';
import { excerpt } from './excerpt.ts';

/** A position in a filter or path that is being parsed. */
export interface Cursor {
  readonly text: string;
  /** Index of the next character. */
  position: number;
  /** What a syntax error here is called. */
  scimType: ScimType & ('invalidFilter' | 'invalidPath');
}

/** The character codes that mean something in a filter. */
export const codes = {
  quote: 0x22,
  dollar: 0x24,
  open: 0x28,
  close: 0x29,
  dot: 0x2e,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
} as const;

/** The code of the next character; NaN at the end. */
export function peek(cursor: Cursor): number {
  return cursor.text.charCodeAt(cursor.position);
}

/** Moves past white space (the RFC's `SP`; its own examples are folded over lines). Tells whether there was any. */
export function skipSpace(cursor: Cursor): boolean {
  const { text } = cursor;
  const start = cursor.position;
  let position = start;
  while (isSpace(text.charCodeAt(position))) position++;
  cursor.position = position;
  return position > start;
}

/** Moves past the characters up to the next space, quotation mark, parenthesis or bracket, and returns them. */
export function readRun(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.position;
  let position = start;
  while (position < text.length && !endsRun(text.charCodeAt(position))) position++;
  cursor.position = position;
  return text.slice(start, position);
}

/** The error for text that does not fit the grammar: where, what was expected, what is there instead. */
export function syntaxError(cursor: Cursor, expected: string, position: number = cursor.position): ScimError {
  const noun = cursor.scimType === 'invalidFilter' ? 'filter' : 'path';
  return new ScimError(
    400,
    `The ${noun} is invalid at position ${position + 1}: expected ${expected}, found ${describeFound(cursor, position)}`,
    { scimType: cursor.scimType },
  );
}

function describeFound({ text }: Cursor, position: number): string {
  if (position >= text.length) return 'the end';
  // A code unit of its own first, so that a delimiter is shown alone and a word as a whole.
  let end = position + 1;
  if (!endsRun(text.charCodeAt(position))) while (end < text.length && !endsRun(text.charCodeAt(end))) end++;
  return excerpt(text.slice(position, end));
}
