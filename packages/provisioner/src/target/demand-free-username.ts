import { SupersetError } from '@scim-superset/superset-client';
import type { TargetContext } from './target-context.ts';

/**
 * Makes sure that no other account has the username in another case: Superset would give it, and then let neither of
 * the two sign in.
 *
 * @throws {SupersetError} `conflict`.
 */
export async function demandFreeUsername(
  { superset }: TargetContext,
  account: number,
  username: string,
  signal: AbortSignal,
): Promise<void> {
  const namesakes = await superset.users.findByUsername(username, { signal });
  if (namesakes.every(({ id }) => id === account)) return;
  throw new SupersetError('conflict', 'username is taken by another account of Superset.', { attribute: 'username' });
}
