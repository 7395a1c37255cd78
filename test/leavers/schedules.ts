import { listOf, member, type SupersetRest } from '@scim-superset/quickstart/superset';
import type { Channels, ChannelsInput } from './channels.ts';

const runReports = new URL('run_reports.py', import.meta.url).pathname;

/** Makes an alert and a report of somebody's, which Superset runs by the clock. */
export async function openSchedules({ superset, byHand }: ChannelsInput, rest: SupersetRest): Promise<Channels> {
  const chart = await rest.send('POST', '/chart/', rows);
  const schedule = { ...weekly, chart: member(chart, 'id') };
  const report = await rest.send('POST', '/report/', { ...schedule, type: 'Report', name: 'Weekly' });
  const alert = await rest.send('POST', '/report/', { ...schedule, ...condition, type: 'Alert', name: 'Missing' });

  const logOf = async (what: unknown): Promise<unknown[]> =>
    listOf(await byHand.rest.get(`/report/${String(member(what, 'id'))}/log/?q=(page_size:100)`));

  /** Lets the scheduler run everything once; says whether the SQL was run and the content fetched. */
  async function run(...executor: readonly string[]): Promise<{ sql: boolean; content: boolean }> {
    const before = { alert: await logOf(alert), report: await logOf(report) };
    await superset.python('Running alerts and reports', [runReports, superset.url, ...executor]);
    const of = (lines: readonly unknown[], old: readonly unknown[], column: string): unknown[] =>
      lines
        .filter((line) => !old.some((known) => member(known, 'id') === member(line, 'id')))
        .map((line) => member(line, column));
    const values = of(await logOf(alert), before.alert, 'value');
    return {
      sql: values.some((value) => typeof value === 'number'),
      content: of(await logOf(report), before.report, 'state').includes('Success'),
    };
  }

  return {
    async look() {
      const asOwner = await run();
      const asAdmin = await run(superset.accounts.admin.username);
      return {
        'SQL of an alert': asOwner.sql,
        'Content of a report, run as its owner (the default)': asOwner.content,
        'Content of a report, run as a fixed account': asAdmin.content,
      };
    },
  };
}

const rows = {
  slice_name: 'Rows',
  viz_type: 'table',
  datasource_id: 1,
  datasource_type: 'table',
  params: JSON.stringify({ viz_type: 'table', datasource: '1__table' }),
  query_context: JSON.stringify({
    datasource: { id: 1, type: 'table' },
    queries: [{ columns: ['region'], metrics: [], row_limit: 10 }],
    result_format: 'json',
    result_type: 'full',
  }),
};

const weekly = {
  crontab: '0 9 * * 1',
  timezone: 'UTC',
  creation_method: 'alerts_reports',
  recipients: [{ type: 'Email', recipient_config_json: { target: 'team@example.com' } }],
  report_format: 'CSV',
  active: true,
};

/** Not met, so that nothing but the SQL is run. */
const condition = {
  database: 1,
  sql: 'select count(*) from sales',
  validator_type: 'operator',
  validator_config_json: { op: '==', threshold: 0 },
};
