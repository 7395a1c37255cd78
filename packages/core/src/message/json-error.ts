/** Where a text stops being JSON (RFC 8259). Line and column count from 1. */
export interface JsonErrorPosition {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/**
 * Finds the first character at which a text is no longer JSON. `JSON.parse` tells the position for some errors only, and
 * its messages quote the input, which may hold a secret.
 *
 * @returns the position, or undefined when the text is JSON.
 */
export function findJsonError(text: string): JsonErrorPosition | undefined {
  const offset = scan(text);
  if (offset === undefined) return undefined;
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { offset, line, column: offset - before.lastIndexOf('\n') };
}

type Expectation = 'value' | 'value or ]' | 'name' | 'name or }' | 'separator';

/** A stack machine, not a recursion: depth must not cost call stack. */
function scan(text: string): number | undefined {
  const closers: ('}' | ']')[] = [];
  let expected: Expectation = 'value';
  let at = skipSpace(text, 0);
  while (closers.length > 0 || expected !== 'separator') {
    const character = text[at];
    if (character === undefined) return at;
    const closer = closers.at(-1);
    if (expected === 'separator') {
      if (character === ',') expected = closer === '}' ? 'name' : 'value';
      else if (character === closer) closers.pop();
      else return at;
      at += 1;
    } else if (character === closer && (expected === 'value or ]' || expected === 'name or }')) {
      closers.pop();
      expected = 'separator';
      at += 1;
    } else if (expected === 'name' || expected === 'name or }') {
      const end = endOfString(text, at);
      if (end.error !== undefined) return end.error;
      at = skipSpace(text, end.at);
      if (text[at] !== ':') return at;
      expected = 'value';
      at += 1;
    } else if (character === '{' || character === '[') {
      closers.push(character === '{' ? '}' : ']');
      expected = character === '{' ? 'name or }' : 'value or ]';
      at += 1;
    } else {
      const end = character === '"' ? endOfString(text, at) : endOfLiteral(text, at);
      if (end.error !== undefined) return end.error;
      expected = 'separator';
      at = end.at;
    }
    at = skipSpace(text, at);
  }
  return at < text.length ? at : undefined;
}

type End = { readonly at: number; readonly error?: undefined } | { readonly error: number };

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}

function endOfString(text: string, from: number): End {
  if (text[from] !== '"') return { error: from };
  for (let at = from + 1; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x22) return { at: at + 1 };
    if (character < 0x20) return { error: at };
    if (character !== 0x5c) continue;
    at += 1;
    if (text[at] === 'u') {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) return { error: at };
      at += 4;
    } else if (!'"\\/bfnrt'.includes(text[at] ?? ' ')) {
      return { error: at };
    }
  }
  return { error: text.length };
}

const words: Readonly<Partial<Record<string, string>>> = { t: 'true', f: 'false', n: 'null' };

function endOfLiteral(text: string, from: number): End {
  const word = words[text[from] ?? ''];
  if (word === undefined) return endOfNumber(text, from);
  return text.startsWith(word, from) ? { at: from + word.length } : { error: from };
}

function endOfNumber(text: string, from: number): End {
  const start = text[from] === '-' ? from + 1 : from;
  let at = skipDigits(text, start);
  if (at === start) return { error: from };
  if (text[start] === '0' && at > start + 1) return { error: start + 1 };
  if (text[at] === '.') {
    const fraction = skipDigits(text, at + 1);
    if (fraction === at + 1) return { error: fraction };
    at = fraction;
  }
  if (text[at] !== 'e' && text[at] !== 'E') return { at };
  const exponent = text[at + 1] === '+' || text[at + 1] === '-' ? at + 2 : at + 1;
  const end = skipDigits(text, exponent);
  return end === exponent ? { error: end } : { at: end };
}

function skipDigits(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code >= 0x30 && code <= 0x39; code = text.charCodeAt(at)) at += 1;
  return at;
}
