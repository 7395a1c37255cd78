import type { Link } from '@scim-superset/core';

/** What is read of a link: {@link linkColumns} from {@link linkTables}. */
export interface LinkRow {
  readonly user_id: string;
  readonly applied: number;
  readonly account: string | null;
  readonly state: string;
  readonly failure: string | null;
  readonly attempts: number | null;
  readonly retry_at: number | null;
}

/** The columns of {@link LinkRow}, for SELECT. */
export const linkColumns = 'link.user_id, applied, account, state, failure, attempts, retry_at';

/** Targets with their links and what is pending, for FROM. A failure belongs to what is pending: success ends both. */
export const linkTables = `target JOIN link ON link.target = target.number
  LEFT JOIN pending ON pending.target = link.target AND pending.user_id = link.user_id`;

/** The link in a row. */
export function linkOf({ user_id, applied, account, state, failure, attempts, retry_at }: LinkRow): Link {
  return {
    userId: user_id,
    applied,
    account: account ?? undefined,
    // The text is JSON.stringify of a state.
    state: JSON.parse(state) as Link['state'],
    failure: failure === null ? undefined : { message: failure, attempts: attempts ?? 0, retryAt: retry_at ?? 0 },
  };
}
