import type { User } from '@scim-superset/core';

/** Superset's columns, in characters (Unicode code points). */
export const profileLengths = { username: 128, firstName: 64, lastName: 64, email: 320 } as const;

/** What a Superset account shows of a person. */
export interface AccountProfile {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Undefined when the user has none; Superset demands one of active accounts. */
  readonly email: string | undefined;
}

/**
 * The account's profile: the username is `userName` as it is, because sign-in matches it; the e-mail address is the
 * primary one, else the first of type `work`, else the first. Absent names are taken from `displayName`,
 * `name.formatted` or `userName`, since Superset needs both; `-` stands for a last name that nobody has given.
 */
export function accountProfile(user: User): AccountProfile {
  const { givenName = '', familyName = '' } = user.name ?? {};
  const spoken = splitName([user.displayName, user.name?.formatted, user.userName].find(isPresent) ?? '');
  return {
    username: user.userName,
    firstName: clip(isPresent(givenName) ? givenName : spoken.first, profileLengths.firstName),
    lastName: clip(isPresent(familyName) ? familyName : spoken.last, profileLengths.lastName),
    email: accountEmail(user),
  };
}

function splitName(name: string): { readonly first: string; readonly last: string } {
  const words = name.trim().split(/\s+/);
  if (words.length < 2) return { first: name, last: '-' };
  return { first: words.slice(0, -1).join(' '), last: words.at(-1) ?? '-' };
}

/** The user's e-mail address in Superset: the primary one, else the first of type `work`, else the first. */
export function accountEmail(user: User): string | undefined {
  const emails = (user.emails ?? []).filter(({ value }) => isPresent(value));
  const chosen =
    emails.find(({ primary }) => primary === true) ??
    emails.find(({ type }) => type?.toLowerCase() === 'work') ??
    emails[0];
  return chosen?.value;
}

function isPresent(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}

function clip(text: string, length: number): string {
  return [...text.trim()].slice(0, length).join('');
}
