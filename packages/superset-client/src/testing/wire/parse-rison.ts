/** A value of Rison text. */
export type RisonData = string | number | boolean | null | readonly RisonData[] | { readonly [key: string]: RisonData };

/** Thrown for text that is not Rison. */
export class RisonSyntaxError extends Error {
  override readonly name = 'RisonSyntaxError';
}

const structure = new Set([' ', "'", '!', ':', '(', ')', ',']);

/** Reads Rison as Superset's own parser (prison) does. Throws a {@link RisonSyntaxError}. */
export function parseRison(text: string): RisonData {
  let at = 0;
  const result = value();
  if (at < text.length) fail();
  return result;

  function value(): RisonData {
    const head = text[at];
    if (head === "'") return quoted();
    if (head === '(') return object();
    if (head !== '!') return bare();
    at += 2;
    switch (text[at - 1]) {
      case 't':
        return true;
      case 'f':
        return false;
      case 'n':
        return null;
      case '(':
        return list();
      default:
        return fail();
    }
  }

  function quoted(): string {
    let result = '';
    for (at++; at < text.length; at++) {
      if (text[at] === "'") {
        at++;
        return result;
      }
      if (text[at] === '!') at++;
      result += text[at] ?? '';
    }
    return fail();
  }

  function bare(): string | number {
    const start = at;
    while (at < text.length && !structure.has(text[at] ?? '')) at++;
    if (at === start) return fail();
    const word = text.slice(start, at);
    return /^-?\d+(\.\d+)?([eE]-?\d+)?$/.test(word) ? Number(word) : word;
  }

  function list(): RisonData[] {
    const items: RisonData[] = [];
    while (text[at] !== ')') {
      if (items.length > 0) expect(',');
      items.push(value());
    }
    at++;
    return items;
  }

  function object(): Record<string, RisonData> {
    const members: [string, RisonData][] = [];
    at++;
    while (text[at] !== ')') {
      if (members.length > 0) expect(',');
      const key = text[at] === "'" ? quoted() : String(bare());
      expect(':');
      members.push([key, value()]);
    }
    at++;
    return Object.fromEntries(members);
  }

  function expect(character: string): void {
    if (text[at] !== character) fail();
    at++;
  }

  function fail(): never {
    throw new RisonSyntaxError(`Not Rison at position ${at}.`);
  }
}
