import type { Claim, Outcome } from '@scim-superset/core';
import { parseAccountState } from '../target/account-state.ts';

/** The account that a claim has cut off, if it has: what its user owns has then still to be looked at. */
export function accountCutOff({ account, state }: Claim, outcome: Outcome): number | undefined {
  if (outcome.kind === 'failed') return undefined;
  const cut = outcome.account ?? account;
  const wasActive = parseAccountState(state)?.active !== false;
  const isActive = parseAccountState(outcome.state)?.active === true;
  return cut !== undefined && wasActive && !isActive ? Number(cut) : undefined;
}
