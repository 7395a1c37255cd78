import type { Link } from '@scim-superset/core';
import { z } from 'zod';
import { type Counter, counterOf, type Revocation } from './revocation.ts';

/** What the provisioner keeps on the link of a user whose loss of access waits for a decision, or was decided on. */
export interface Hold {
  /** `removal`: the deactivated account of a deleted user would be deleted in Superset, for good. */
  readonly kind: Revocation['kind'] | 'removal';
  /** `staged` waits for a decision, `approved` is about to be applied, `rejected` is kept as it is. */
  readonly status: 'staged' | 'approved' | 'rejected';
  /** RFC 3339 instant when it was staged. */
  readonly since: string;
  /** What the decision is about: it is void for anything else that the directory wants later. */
  readonly digest: string;
  readonly userName: string;
  /** Names of the grants that would go. */
  readonly grants: readonly string[];
  /** Names of the roles that would go; set when the account would be taken over, which was not provisioned. */
  readonly roles?: readonly string[] | undefined;
  readonly decision?: Decision | undefined;
}

/** Who decided on a hold, when (RFC 3339), and why. */
export interface Decision {
  readonly by: string;
  readonly at: string;
  readonly reason?: string | undefined;
}

const holdSchema = z.object({
  kind: z.enum(['deactivation', 'deletion', 'grant-loss', 'removal']),
  status: z.enum(['staged', 'approved', 'rejected']),
  since: z.string(),
  digest: z.string(),
  userName: z.string(),
  grants: z.array(z.string()),
  roles: z.array(z.string()).optional(),
  decision: z.object({ by: z.string(), at: z.string(), reason: z.string().optional() }).optional(),
});

/** Reads the hold of a link; undefined when there is none, or another version of this package wrote it. */
export function parseHold(hold: Link['hold']): Hold | undefined {
  return holdSchema.safeParse(hold).data;
}

/** The counter whose losses a hold is one of; undefined for a removal, which is always staged. */
export function holdCounter({ kind }: Pick<Hold, 'kind'>): Counter | undefined {
  return kind === 'removal' ? undefined : counterOf({ kind });
}

/** Says in one sentence what a hold is about and where it stands. */
export function describeHold(hold: Hold): string {
  return `would ${describeLoss(hold)}; ${describeHoldStatus(hold)}`;
}

/** Says where a hold stands. */
export function describeHoldStatus({ status, since, decision }: Hold): string {
  if (status === 'staged') return `staged since ${since} until somebody decides`;
  const reason = decision?.reason === undefined ? '' : `: ${decision.reason}`;
  if (status === 'approved') return `approved by ${decision?.by} at ${decision?.at}${reason}`;
  return `not applied, because ${decision?.by} rejected it at ${decision?.at}${reason}`;
}

/** What somebody would do, after "would": lose the account, or grants. */
export function describeLoss({ kind, grants, roles }: Pick<Hold, 'kind' | 'grants' | 'roles'>): string {
  if (roles !== undefined) {
    const what = kind === 'grant-loss' ? 'lose roles' : 'be deactivated';
    return `have an account taken over that was not provisioned, and ${what}`;
  }
  const names = grants.map((name) => `"${name}"`).join(', ');
  switch (kind) {
    case 'grant-loss':
      return `lose the grant${grants.length > 1 ? 's' : ''} ${names}`;
    case 'deactivation':
      return `be deactivated${grants.length > 0 ? ` and lose ${names}` : ''}`;
    case 'deletion':
      return `be deactivated, being deleted from the directory${grants.length > 0 ? `, and lose ${names}` : ''}`;
    case 'removal':
      return 'have the deactivated account deleted in Superset for good';
  }
}
