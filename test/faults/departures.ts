import type { Departure } from './staff.ts';
import type { SupersetWatch, Switch } from './superset-watch.ts';
import type { Strike } from './weather.ts';

/** What became of a departure. */
export interface DepartureReport {
  readonly departure: Departure;
  /**
   * Milliseconds from the moment when Superset could be reached, and nothing happened to requests about the account any
   * more, until it was inactive. Undefined when it never was, although there was time.
   */
  readonly lateMs: number | undefined;
  /** For how many milliseconds a write that was carried out late made the account active again. */
  readonly activeAgainMs: number;
}

const never = Number.POSITIVE_INFINITY;

/**
 * Says how soon each departure of somebody whose account was active reached Superset, as the proxy in front of it saw. Whoever
 * came back sooner than `enoughMs` is left out if Superset had not been told by then.
 */
export function reportDepartures(
  departures: readonly Departure[],
  { created, switches }: SupersetWatch,
  strikes: readonly Strike[],
  enoughMs: number,
): DepartureReport[] {
  return departures.flatMap((departure): DepartureReport[] => {
    const { employee, sentAt, until } = departure;
    // Whoever comes back after a deletion may have got another account, or the one of before.
    const accounts = [...created].flatMap(([name, ids]) => (numberOf(name) === employee ? ids : []));
    const own = accounts
      .map((account) => switches.filter((each) => each.account === account))
      .find((each) => lastBefore(each, sentAt)?.active === true);
    const account = own?.[0]?.account;
    if (own === undefined || account === undefined) return [];
    const off = own.find(({ at, active }) => at > sentAt && !active);
    const end = Math.min(off?.at ?? never, until);
    const concerning = strikes.filter((strike) => concerns(strike, account) && strike.until <= end);
    const reachable = Math.max(sentAt, ...concerning.map((strike) => strike.until));
    if (off === undefined || off.at > until) {
      // The directory may have changed its mind before Superset could be told.
      return until - reachable > enoughMs ? [{ departure, lateMs: undefined, activeAgainMs: 0 }] : [];
    }
    const back = own.find(({ at, active }) => active && at > off.at && at < until);
    const offAgain = back && own.find(({ at, active }) => !active && at > back.at);
    const activeAgainMs = back === undefined ? 0 : Math.min(offAgain?.at ?? never, until) - back.at;
    return [{ departure, lateMs: off.at - reachable, activeAgainMs }];
  });
}

function numberOf(givenName: string): number {
  return Number(/^Employee(\d+)/.exec(givenName)?.[1]);
}

function lastBefore(switches: readonly Switch[], at: number): Switch | undefined {
  return switches.findLast((each) => each.at <= at);
}

/** Whether a strike kept the account from being reached: it hit a request about it, or one that is about no account. */
function concerns({ path }: Strike, account: number): boolean {
  const [, other] = /\/security\/users\/(\d+)$/.exec(path) ?? [];
  return other === undefined || Number(other) === account;
}
