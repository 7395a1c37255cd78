/**
 * Folds the case of text for comparing values of attributes that are not `caseExact` (RFC 7643 §2.2). Everything that
 * compares or indexes values uses this one function: Unicode lower case with the final sigma made an ordinary one,
 * because whether a sigma is final depends on what follows it and would make `sw` and `eq` disagree.
 */
export function foldCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.includes('ς') ? lower.replaceAll('ς', 'σ') : lower;
}

/** Whether `foldCase(value)` is the given folded text; for ASCII no string is built. */
export function equalsFolded(value: string, folded: string): boolean {
  // Folding keeps the length, except that U+0130 becomes an "i" and a combining dot.
  if (value.length !== folded.length) return folded.includes('i\u0307') && foldCase(value) === folded;
  for (let index = 0; index < folded.length; index++) {
    const code = value.charCodeAt(index);
    if (code > 0x7f) return foldCase(value) === folded;
    if (lowerAscii(code) !== folded.charCodeAt(index)) return false;
  }
  return true;
}

/** Whether `foldCase(value)` starts with the given folded text; for ASCII no string is built. */
export function startsFolded(value: string, folded: string): boolean {
  for (let index = 0; index < folded.length; index++) {
    const code = value.charCodeAt(index);
    if (code > 0x7f) return foldCase(value).startsWith(folded);
    if (lowerAscii(code) !== folded.charCodeAt(index)) return false;
  }
  return true;
}

function lowerAscii(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}
