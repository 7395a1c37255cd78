import { ProvisionerError } from '../provisioner-error.ts';
import type { DriftItem, DriftKind } from './drift-item.ts';

/**
 * Findings to ignore for a while. All that is given must hold, and something must be given besides reason and day. In
 * names `*` stands for anything, and case does not matter.
 */
export interface IgnoreRule {
  readonly kind?: DriftKind;
  /** Name of a target. */
  readonly target?: string;
  /** Username of a Superset account. */
  readonly account?: string;
  /** userName or id of a user of the directory. */
  readonly user?: string;
  /** Name of a Superset group. */
  readonly group?: string;
  /** Name of a Superset role; of findings about several roles all of them must match. */
  readonly role?: string;
  /** Why, for whoever reads a report later. */
  readonly reason: string;
  /** Last day, in UTC, on which the rule holds: `2027-01-31`. After it the rule is itself a finding. */
  readonly until: string;
}

/** A rule that is ready to be asked. */
export interface CompiledIgnoreRule {
  readonly rule: IgnoreRule;
  isExpired(now: number): boolean;
  concerns(target: string): boolean;
  matches(item: DriftItem, target: string): boolean;
}

/**
 * Compiles ignore rules.
 *
 * @throws {ProvisionerError} `invalid-option` for a rule without reason, day, or anything to match.
 */
export function compileIgnoreRules(rules: readonly IgnoreRule[]): readonly CompiledIgnoreRule[] {
  return rules.map((rule, index) => {
    const place = `drift.ignore[${index}]`;
    const refuse = (problem: string) => new ProvisionerError('invalid-option', `${place}: ${problem}`);
    const { kind, target, account, user, group, role, reason, until } = rule;
    if (reason.trim() === '') throw refuse('say the reason');
    const end = Date.parse(`${until}T23:59:59.999Z`);
    // Some months have no 31st day, which Date takes for the 1st of the next.
    if (Number.isNaN(end) || new Date(end).toISOString().slice(0, 10) !== until)
      throw refuse('"until" must be a day such as 2027-01-31');
    if ([kind, target, account, user, group, role].every((matcher) => matcher === undefined)) {
      throw refuse('say what to ignore, by at least one of kind, target, account, user, group and role');
    }
    const names = {
      target: matcher(target),
      account: matcher(account),
      user: matcher(user),
      group: matcher(group),
      role: matcher(role),
    };
    return {
      rule,
      isExpired: (now) => now > end,
      concerns: (name) => names.target(name),
      matches: (item, name) =>
        names.target(name) &&
        (kind === undefined || kind === item.kind) &&
        every(account, accountsOf(item), names.account) &&
        (user === undefined ||
          (item.user !== undefined && (names.user(item.user.userName) || names.user(item.user.id)))) &&
        every(group, 'group' in item ? [item.group] : [], names.group) &&
        every(role, rolesOf(item), names.role),
    };
  });
}

/** With a pattern, there must be names, and all of them must match. */
function every(pattern: string | undefined, found: readonly string[], matches: (name: string) => boolean): boolean {
  return pattern === undefined || (found.length > 0 && found.every(matches));
}

function accountsOf(item: DriftItem): readonly string[] {
  if ('accounts' in item) return item.accounts.map(({ username }) => username);
  return 'account' in item && item.account !== undefined ? [item.account.username] : [];
}

function rolesOf(item: DriftItem): readonly string[] {
  if ('role' in item) return [item.role];
  if ('roles' in item) return item.roles;
  return item.kind === 'grant-group-roles' ? [...item.missing, ...item.extra] : [];
}

function matcher(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('.*');
  const expression = new RegExp(`^${source}$`, 'isu');
  return (name) => expression.test(name);
}
