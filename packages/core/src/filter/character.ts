/** What an ASCII character may be part of, as bits. */
const space = 1;
const delimiter = 2;
const letter = 4;
const digit = 8;
const nameMark = 16;
const uriMark = 32;
const bareMark = 64;

const classes = classify();

function classify(): Uint8Array {
  const table = new Uint8Array(128);
  const add = (characters: string, bit: number): void => {
    for (const character of characters) table[character.charCodeAt(0)] = (table[character.charCodeAt(0)] ?? 0) | bit;
  };
  add(' \t\r\n', space);
  add('"()[]', delimiter);
  add('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', letter);
  add('0123456789', digit);
  add('-_', nameMark);
  add(".:/?#@!$&'*+,;=%~", uriMark);
  add('.~@+:/%=#!*$&', bareMark);
  return table;
}

function is(code: number, bits: number): boolean {
  return code < 128 && ((classes[code] ?? 0) & bits) !== 0;
}

/** The RFC's `SP`, and the other white space of JSON: the RFC's own examples are folded over lines. */
export function isSpace(code: number): boolean {
  return is(code, space);
}

/** White space, a quotation mark, a parenthesis or a bracket. */
export function endsRun(code: number): boolean {
  return is(code, space | delimiter);
}

/** `ALPHA` */
export function isLetter(code: number): boolean {
  return is(code, letter);
}

/** `DIGIT` */
export function isDigit(code: number): boolean {
  return is(code, digit);
}

/** `ALPHA / DIGIT` */
export function isAlphanumeric(code: number): boolean {
  return is(code, letter | digit);
}

/** `nameChar` of RFC 7644 figure 1. */
export function isNameCharacter(code: number): boolean {
  return is(code, letter | digit | nameMark);
}

/** What a URI and an attribute name behind it are made of (RFC 3986), brackets and parentheses excepted. */
export function isUriCharacter(code: number): boolean {
  return is(code, letter | digit | nameMark | uriMark);
}

/** What a value without quotes is made of: the characters of ids, names, e-mail addresses and URIs. */
export function isBareCharacter(code: number): boolean {
  return is(code, letter | digit | nameMark | bareMark);
}
