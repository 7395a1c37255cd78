import type { Claim } from '@scim-superset/core';
import type { ProvisionerError } from '../provisioner-error.ts';
import type { AccessChange } from './access-event.ts';
import type { AbsentState, AccountState } from './account-state.ts';
import type { Takeover } from './takeover.ts';

/** Where a user stands at a target after it was applied. */
export type Applied = {
  /** Undefined when there was nothing to do. */
  readonly change: AccessChange | undefined;
  /** Why the user counts as not applied although everything that could be done was. */
  readonly shortfall?: ProvisionerError | undefined;
} & (
  | { readonly account: number; readonly state: AccountState }
  /** The target has no account of the user's, or one that is left alone. */
  | { readonly account: undefined; readonly state: AbsentState }
);

/** How far to go. */
export interface ApplyOptions {
  readonly signal: AbortSignal;
  /**
   * `merge` makes exact what the provisioner gave and leaves what others added to the account; `exact` removes what
   * others added, too. Accounts that are created, adopted or reactivated always become exact.
   */
  readonly extras: 'merge' | 'exact';
  /** Asked before somebody loses something by a takeover; when it answers false, the account is left as it is. */
  readonly mayTakeOver: (takeover: Takeover) => Promise<boolean>;
}

/** The part of a claim that an application needs. */
export type ClaimedUser = Pick<Claim, 'userId' | 'account' | 'state' | 'failure' | 'applied'>;

/** The parts of a claim that say which account and what was applied before; an adopted account has no state. */
export interface LinkedAccount {
  readonly userId: string;
  readonly account: number;
  readonly applied: number;
  readonly state: Readonly<Record<string, unknown>>;
  readonly failure: object | undefined;
}
