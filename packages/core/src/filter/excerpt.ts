/** Greatest number of characters of a client's text that an error message repeats. */
const maxExcerpt = 40;

/**
 * Quotes a client's text for an error message: cut to 40 characters, with everything escaped that could end a log
 * line, reorder a terminal's text, be taken for markup or look like the end of the quotation.
 */
export function excerpt(text: string): string {
  const cut = text.length > maxExcerpt ? `${text.slice(0, maxExcerpt)}…` : text;
  let quoted = '"';
  for (const character of cut) quoted += isUnsafe(character) ? escapeCharacter(character) : character;
  return `${quoted}"`;
}

/** Control and format characters (C0, C1, bidirectional marks, line separators, byte order mark), quotes, markup. */
function isUnsafe(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    code < 0x20 ||
    code === 0x22 ||
    code === 0x26 ||
    code === 0x3c ||
    code === 0x3e ||
    code === 0x5c ||
    (code >= 0x7f && code < 0xa0) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    code === 0xfeff
  );
}

function escapeCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
