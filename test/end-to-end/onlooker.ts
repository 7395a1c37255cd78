import type { Witness } from '@scim-superset/quickstart/story';

/** What somebody sees of a dataset: all of it, the rows of one region, that it is not for them, or the door. */
export type View = 'everything' | 'EMEA only' | 'forbidden' | 'signed out';

/** What somebody sees with the token of the REST API. */
export interface DataAccess {
  readonly sales: View;
  readonly payroll: View;
}

/** What somebody can do in Superset at one moment. */
export interface Access extends DataAccess {
  /** With the session of the browser. */
  readonly page: 'open' | 'signed out';
}

/** Somebody who has signed in to Superset. */
export interface Onlooker {
  look(): Promise<Access>;
  lookAtData(): Promise<DataAccess>;
}

export const nothing: Access = { sales: 'forbidden', payroll: 'forbidden', page: 'open' };
export const salesOnly: Access = { sales: 'EMEA only', payroll: 'forbidden', page: 'open' };
export const payrollOnly: Access = { sales: 'forbidden', payroll: 'everything', page: 'open' };
export const everything: Access = { sales: 'everything', payroll: 'everything', page: 'open' };
export const signedOut: Access = { sales: 'signed out', payroll: 'signed out', page: 'signed out' };

/** The ids of the demo's datasets. */
const datasets = { sales: 1, payroll: 2 } as const;

/** Reads what a witness sees. */
export function createOnlooker(witness: Witness): Onlooker {
  async function view(id: number, column: string): Promise<View> {
    const { status, rows } = await witness.rows(id, [column]);
    if (status === 403) return 'forbidden';
    // Before 6.0 the token of an account that was switched off ends in an error page.
    if (status === 401 || status === 500) return 'signed out';
    if (status !== 200 || rows.length === 0) throw new Error(`Superset answered ${status} with ${rows.length} rows`);
    return rows.length === 1 ? 'EMEA only' : 'everything';
  }
  async function lookAtData(): Promise<DataAccess> {
    const [sales, payroll] = await Promise.all([view(datasets.sales, 'region'), view(datasets.payroll, 'department')]);
    return { sales, payroll };
  }
  return {
    lookAtData,
    async look() {
      const [data, status] = await Promise.all([lookAtData(), witness.pageStatus()]);
      return { ...data, page: status === 200 ? 'open' : 'signed out' };
    },
  };
}
