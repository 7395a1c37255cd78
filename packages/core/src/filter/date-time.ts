/**
 * The instant that an xsd:dateTime (RFC 7643 §2.3.5) stands for, in milliseconds since the epoch with fractions down to
 * the microsecond; NaN when the text is no dateTime. A dateTime without an offset is taken as UTC.
 */
export function parseDateTime(text: string): number {
  const { length } = text;
  const month = digits(text, 5, 2) - 1;
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  const shaped =
    text[4] === '-' &&
    text[7] === '-' &&
    (text[10] === 'T' || text[10] === 't') &&
    text[13] === ':' &&
    text[16] === ':';
  if (!shaped) return Number.NaN;

  let end = 19;
  if (text[end] === '.') {
    do end++;
    while (isDigit(text, end));
    if (end === 20) return Number.NaN;
  }
  const offset = offsetMinutes(text, end);
  const year = digits(text, 0, 4);
  // Not Date.UTC, for which the year 1 (.NET's least date) is 1901. A day too many runs over into the next month.
  const date = new Date(0);
  const midnight = date.setUTCFullYear(year, month, day);
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return Number.NaN;
  const endOfDay = hour === 24 && minute === 0 && second === 0;
  // A leap second is the last instant before the next minute.
  if ((hour > 23 && !endOfDay) || minute > 59 || second > 60 || length < 19) return Number.NaN;
  const fraction = end > 19 ? Number(text.slice(19, end)) * 1000 : 0;
  return midnight + ((hour * 60 + minute - offset) * 60 + second) * 1000 + fraction;
}

/** Minutes east of UTC at the end of a dateTime: absent, `Z`, or `±hh:mm`; NaN for anything else. */
function offsetMinutes(text: string, position: number): number {
  if (position === text.length) return 0;
  const sign = text[position];
  if (position + 1 === text.length) return sign === 'Z' || sign === 'z' ? 0 : Number.NaN;
  const hours = digits(text, position + 1, 2);
  const minutes = digits(text, position + 4, 2);
  if (text[position + 3] !== ':' || position + 6 !== text.length || hours > 14 || minutes > 59) return Number.NaN;
  if (sign === '+') return hours * 60 + minutes;
  return sign === '-' ? -(hours * 60 + minutes) : Number.NaN;
}

function digits(text: string, start: number, count: number): number {
  let value = 0;
  for (let index = start; index < start + count; index++) {
    if (!isDigit(text, index)) return Number.NaN;
    value = value * 10 + text.charCodeAt(index) - 0x30;
  }
  return value;
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0x30 && code <= 0x39;
}
