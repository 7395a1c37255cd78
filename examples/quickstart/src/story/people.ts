import { handMade } from '../superset/index.ts';
import type { Person } from './identity-provider.ts';
import type { Sight } from './witness.ts';

/** The people of the story. */
export const ada: Person = { userName: 'ada.lovelace@example.com', givenName: 'Ada', familyName: 'Lovelace' };
export const ben: Person = { userName: 'ben.okafor@example.com', givenName: 'Ben', familyName: 'Okafor' };
export const chen: Person = { userName: 'chen.wei@example.com', givenName: 'Wei', familyName: 'Chen' };
/** Has an account that somebody made by hand. */
export const maria: Person = {
  userName: handMade.username,
  givenName: handMade.firstName,
  familyName: handMade.lastName,
};

/** The groups of the story's directory; the mapping gives them roles. */
export const salesGroup = 'Sales Analysts';
export const financeGroup = 'Finance Team';

/** The columns of the demo's datasets. */
export const columns = { sales: ['region', 'product', 'amount'], payroll: ['department', 'cost'] } as const;

/** What a witness saw, in a few words: `403`, or `3 rows`. */
export function describeSight({ status, rows }: Sight): string {
  return status === 200 ? `${rows.length} rows` : String(status);
}

/** Whether all rows are of the region that row-level security lets the Sales Reader see. */
export function onlyEmea({ rows }: Sight): boolean {
  return rows.length > 0 && rows.every((row) => (row as { region?: unknown }).region === 'EMEA');
}
