import { ScimError, type User } from '@scim-superset/core';
import { accountEmail, profileLengths } from '../desired/account-profile.ts';

/**
 * Checks that Superset has room for the user's names and address, and that there is an address. Returns the address.
 *
 * @throws {ScimError} 400 invalidValue, naming the attribute.
 */
export function checkProfile(user: User): string {
  const email = accountEmail(user);
  if (email === undefined) {
    throw refuse('emails', 'is missing: a Superset account needs an e-mail address; map one in the identity provider');
  }
  checkText('userName', user.userName, profileLengths.username);
  checkText('name.givenName', user.name?.givenName ?? '', profileLengths.firstName);
  checkText('name.familyName', user.name?.familyName ?? '', profileLengths.lastName);
  checkText('emails', email, profileLengths.email);
  return email;
}

function checkText(attribute: string, text: string, length: number): void {
  if ([...text].length > length) {
    throw refuse(attribute, `is longer than the ${length} characters Superset has room for: shorten it`);
  }
}

function refuse(attribute: string, problem: string): ScimError {
  return new ScimError(400, `${attribute}: ${problem}`, { scimType: 'invalidValue' });
}
