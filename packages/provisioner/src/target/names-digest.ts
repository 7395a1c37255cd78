import { createHash } from 'node:crypto';
import type { AccountProfile } from '../desired/account-profile.ts';

/** Tells whether a person's names have changed since they were written, without a read of the account and without keeping them. */
export function namesDigest({ firstName, lastName }: Pick<AccountProfile, 'firstName' | 'lastName'>): string {
  return createHash('sha256')
    .update(JSON.stringify([firstName, lastName]))
    .digest('hex')
    .slice(0, 16);
}
