import type { Claim, Link } from '@scim-superset/core';

/** What is read of a link: {@link linkColumns} from {@link linkTables}. */
export interface LinkRow {
  readonly user_id: string;
  readonly applied: number;
  readonly account: string | null;
  readonly state: string;
  readonly lags: number;
  readonly failure: string | null;
  readonly attempts: number | null;
  readonly retry_at: number | null;
  readonly hold: string | null;
}

/** The columns of {@link LinkRow}, for SELECT. */
export const linkColumns =
  'link.user_id, applied, account, state, pending.user_id IS NOT NULL AND held_version IS NULL AS lags, failure, attempts, retry_at, hold';

/** Targets with their links and what is pending, for FROM. A failure belongs to what is pending: success ends both. */
export const linkTables: string = tablesOf('link');

/** Like {@link linkTables}, found by their holds. */
export const heldLinkTables: string = tablesOf('link INDEXED BY link_held');

function tablesOf(link: string): string {
  return `target CROSS JOIN ${link} ON link.target = target.number
    LEFT JOIN pending ON pending.target = link.target AND pending.user_id = link.user_id`;
}

/** What is read of a user to bring in line: {@link claimColumns} from {@link claimTables}. */
export interface ClaimRow extends LinkRow {
  readonly desired: number;
  readonly urgent: number;
  readonly deleted: number;
  readonly since: number;
}

/** The columns of {@link ClaimRow}, for SELECT. */
export const claimColumns: string = `${linkColumns}, desired, urgent, since,
  NOT EXISTS (SELECT 1 FROM resource WHERE id = link.user_id) AS deleted`;

/** Targets with what is pending there, found by that and not by the links, of which there are many more; for FROM. */
export const claimTables: string = `target CROSS JOIN pending ON pending.target = target.number
  CROSS JOIN link ON link.target = pending.target AND link.user_id = pending.user_id
  CROSS JOIN subject ON subject.user_id = pending.user_id`;

/** The claim in a row. */
export function claimOf(row: ClaimRow): Claim {
  const { desired, since } = row;
  return { ...linkOf(row), desired, urgent: row.urgent === 1, deleted: row.deleted === 1, since };
}

/** The link in a row. */
export function linkOf({ user_id, applied, account, state, lags, failure, attempts, retry_at, hold }: LinkRow): Link {
  return {
    userId: user_id,
    applied,
    account: account ?? undefined,
    // The texts are JSON.stringify of a state and a hold.
    state: JSON.parse(state) as Link['state'],
    lags: lags === 1,
    failure: failure === null ? undefined : { message: failure, attempts: attempts ?? 0, retryAt: retry_at ?? 0 },
    ...(hold !== null && { hold: JSON.parse(hold) as NonNullable<Link['hold']> }),
  };
}
