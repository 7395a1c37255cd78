/**
 * Folds the case of text for comparing values of attributes that are not `caseExact` (RFC 7643 §2.2). Everything that
 * compares or indexes values uses this one function: Unicode lower case with the final sigma made an ordinary one,
 * because whether a sigma is final depends on what follows it and would make `sw` and `eq` disagree.
 */
export function foldCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.includes('ς') ? lower.replaceAll('ς', 'σ') : lower;
}

/** Compiles `foldCase(value) === foldCase(text)`, without building a string for values that are ASCII. */
export function equalsFolded(text: string): (value: string) => boolean {
  const folded = foldCase(text);
  const { length } = folded;
  // Folding keeps the length, except that U+0130 becomes an "i" and a combining dot.
  if (folded.includes('i\u0307')) return (value) => foldCase(value) === folded;
  return (value) => value === folded || (value.length === length && matchesAt(value, 0, folded));
}

/** Compiles `foldCase(value).startsWith(foldCase(text))`. */
export function startsFolded(text: string): (value: string) => boolean {
  const folded = foldCase(text);
  if (folded.includes('i\u0307')) return (value) => foldCase(value).startsWith(folded);
  return (value) => value.length >= folded.length && matchesAt(value, 0, folded);
}

/** Whether `value`, folded, has `folded` at an offset; ASCII is decided in place. */
function matchesAt(value: string, offset: number, folded: string): boolean {
  for (let index = 0; index < folded.length; index++) {
    const code = value.charCodeAt(offset + index);
    if (code > 0x7f) return foldCase(value).startsWith(folded, offset);
    const lower = code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
    if (lower !== folded.charCodeAt(index)) return false;
  }
  return true;
}
