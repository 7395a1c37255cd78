import { parseAccountState } from '../target/account-state.ts';
import type { TargetContext } from '../target/target-context.ts';
import { type Decision, describeHold, describeLoss, type Hold } from './hold.ts';
import { type HeldLink, readHolds } from './read-holds.ts';

/** A user whose loss of access waits for a decision, or was decided on and is not applied. */
export interface StagedUser {
  /** Name of the target. */
  readonly target: string;
  readonly userId: string;
  /** The username that the account has in Superset. */
  readonly userName: string;
  /** Id of the account in Superset. */
  readonly account: string | undefined;
  /** What would happen; a `deletion` from the directory deactivates in Superset. */
  readonly kind: Hold['kind'];
  /** `staged` waits for a decision, `approved` is about to be applied, `rejected` is kept until the directory changes. */
  readonly status: Hold['status'];
  /** RFC 3339 instant when it was staged. */
  readonly since: string;
  /** Names of the grants that would go. */
  readonly grants: readonly string[];
  /** Names of the Superset roles that would go with them, by the present mapping. */
  readonly roles: readonly string[];
  /** Undefined until somebody decides. */
  readonly decision: Decision | undefined;
  /** What would happen, as it follows "would". */
  readonly loss: string;
  /** All of it in one sentence. */
  readonly text: string;
}

/** Everybody with a hold at a target, by user id. */
export async function listStaged(context: TargetContext): Promise<StagedUser[]> {
  const found: StagedUser[] = [];
  for await (const held of readHolds(context)) found.push(stagedUser(context, held));
  return found;
}

function stagedUser({ name: target, mapping }: TargetContext, { link, hold }: HeldLink): StagedUser {
  const { kind, status, since, userName, grants, roles: ofAccount, decision } = hold;
  const rolesOf = (names: readonly string[]): string[] =>
    mapping.grants.filter(({ name }) => names.includes(name)).flatMap(({ roles }) => roles);
  const kept = parseAccountState(link.state)?.grants.filter((name) => !grants.includes(name)) ?? [];
  const stay = new Set(rolesOf(kept));
  const roles = ofAccount ?? [...new Set(rolesOf(grants))].filter((role) => !stay.has(role)).sort();
  const { userId, account } = link;
  const texts = { loss: describeLoss(hold), text: describeHold(hold) };
  return { target, userId, userName, account, kind, status, since, grants, roles, decision, ...texts };
}
