import { ProvisionerError } from '../provisioner-error.ts';

/**
 * When people are asked before more users of a target lose access. Deactivations (deletions included) and losses of
 * grants are counted apart, each over a sliding window, by user. What is waiting to be applied counts at once.
 */
export interface BreakerOptions {
  /** Length of the window in milliseconds. Default 3,600,000, an hour: identity providers and HR systems work in batches. */
  readonly windowMs?: number;
  /** So many users may always lose their account, and so many a grant, within the window. Default 10. */
  readonly floor?: number;
  /** How many may be deactivated: the lower of the two, but not less than `floor`. */
  readonly deactivations?: {
    /** Default 500. */
    readonly count?: number;
    /** Of the active accounts that are managed, from 0 to 1. Default 0.05. */
    readonly share?: number;
  };
  /** How many may lose a grant: the lowest of the three, but not less than `floor`. */
  readonly grantLosses?: {
    /** Default 1,000. */
    readonly count?: number;
    /** Of the active accounts that are managed, from 0 to 1. Default 0.1. */
    readonly share?: number;
    /** Of those who have a grant, from 0 to 1: finds the group that was emptied, however small. Default 0.5. */
    readonly shareOfGrant?: number;
    /**
     * Whether who loses one grant and gets another, in the same step or shortly before, counts. Default false: a
     * reorganisation moves thousands and is what the directory is for; an accident takes away and gives nothing. (Who gets
     * it shortly after counts until then.)
     */
    readonly moves?: boolean;
  };
}

/** {@link BreakerOptions} with every default in place. */
export interface BreakerSettings {
  readonly windowMs: number;
  readonly floor: number;
  readonly deactivations: { readonly count: number; readonly share: number };
  readonly grantLosses: {
    readonly count: number;
    readonly share: number;
    readonly shareOfGrant: number;
    readonly moves: boolean;
  };
}

/** A company of 200 is asked from 11 leavers in an hour on, one of 1,000 from 51, one of 10,000 and more from 501. */
const defaults: BreakerSettings = {
  windowMs: 3_600_000,
  floor: 10,
  deactivations: { count: 500, share: 0.05 },
  grantLosses: { count: 1_000, share: 0.1, shareOfGrant: 0.5, moves: false },
};

/**
 * Fills in the defaults; a target's own options go before the common ones. Undefined when the breaker is switched off.
 *
 * @throws {ProvisionerError} `invalid-option`, naming the option.
 */
export function breakerSettings(
  common: BreakerOptions | false = {},
  own: BreakerOptions | false | undefined = {},
): BreakerSettings | undefined {
  if (own === false || (common === false && Object.keys(own).length === 0)) return undefined;
  const base = common === false ? {} : common;
  const settings: BreakerSettings = {
    ...defaults,
    ...base,
    ...own,
    deactivations: { ...defaults.deactivations, ...base.deactivations, ...own.deactivations },
    grantLosses: { ...defaults.grantLosses, ...base.grantLosses, ...own.grantLosses },
  };
  const { windowMs, floor, deactivations, grantLosses } = settings;
  demand(windowMs >= 1_000 && windowMs <= 86_400_000, 'windowMs', 'milliseconds, from a second to a day');
  demandCount(floor, 'floor');
  demandCount(deactivations.count, 'deactivations.count');
  demandShare(deactivations.share, 'deactivations.share');
  demandCount(grantLosses.count, 'grantLosses.count');
  demandShare(grantLosses.share, 'grantLosses.share');
  demandShare(grantLosses.shareOfGrant, 'grantLosses.shareOfGrant');
  return settings;
}

function demandCount(value: number, option: string): void {
  demand(Number.isInteger(value) && value >= 1, option, 'a whole number of users, at least 1');
}

function demandShare(value: number, option: string): void {
  demand(value > 0 && value <= 1, option, 'a share above 0 and up to 1, for example 0.05 for 5 %');
}

function demand(holds: boolean, option: string, remedy: string): void {
  if (!holds) throw new ProvisionerError('invalid-option', `breaker.${option}: give ${remedy}`);
}
