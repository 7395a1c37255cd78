import { SupersetError } from './superset-error.ts';

/** Greatest lengths in characters, by member. */
export type TextLimits = Readonly<Record<string, number>>;

// PostgreSQL and MySQL answer an opaque 500 to more; SQLite stores it.
/** Lengths of Superset's columns for accounts. */
export const userLimits: TextLimits = { username: 128, firstName: 64, lastName: 64, email: 320 };
/** Lengths of Superset's columns for groups. */
export const groupLimits: TextLimits = { name: 100, label: 150, description: 512 };
/** Lengths of Superset's columns for roles. */
export const roleLimits: TextLimits = { name: 64 };
/** Lengths of Superset's columns for row-level-security rules; two of them have no limit. */
export const ruleLimits: TextLimits = {
  name: 255,
  groupKey: 255,
  clause: Number.POSITIVE_INFINITY,
  description: Number.POSITIVE_INFINITY,
};

/** Throws `validation` for texts that Superset's database would refuse without saying why. */
export function checkInput(input: object, limits: TextLimits): void {
  for (const [attribute, value] of Object.entries(input)) {
    const limit = limits[attribute];
    if (limit === undefined || typeof value !== 'string') continue;
    // A string's length counts UTF-16 units, the database counts characters.
    if (value.length > limit && [...value].length > limit) {
      throw invalid(attribute, `has more than the ${limit} characters that Superset stores. Shorten it.`);
    }
    if (!value.isWellFormed()) throw invalid(attribute, 'contains half of a surrogate pair. Give whole characters.');
    if (value.includes('\0')) throw invalid(attribute, 'contains a NUL character. Remove it.');
  }
}

function invalid(attribute: string, problem: string): SupersetError {
  return new SupersetError('validation', `${attribute} ${problem}`, { attribute });
}
