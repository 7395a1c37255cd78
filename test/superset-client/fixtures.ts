import { proofAgainstForgery } from './actor.ts';
import { idOf } from './contract-case.ts';
import type { WireAnswer, WireClient } from './wire-client.ts';

const proofs = new WeakMap<WireClient, ReturnType<typeof proofAgainstForgery>>();

/** Sends a write as the administrator, with the proof against forgery. */
export async function write(wire: WireClient, method: string, path: string, body?: unknown): Promise<WireAnswer> {
  const proof = proofs.get(wire) ?? proofAgainstForgery(wire);
  proofs.set(wire, proof);
  return wire.call(method, path, { body, headers: await proof });
}

/** The id of the dataset `sales`, which every target has. */
export async function findSales(wire: WireClient): Promise<number> {
  const q = encodeURIComponent(
    '(columns:!(id,table_name),keys:!(none),filters:!((col:table_name,opr:eq,value:sales)))',
  );
  const { result } = (await wire.call('GET', `/api/v1/dataset/?q=${q}`)).body as { result: { id: number }[] };
  const [sales] = result;
  if (sales === undefined) throw new Error('This Superset has no dataset "sales". Use the one of the quickstart.');
  return sales.id;
}

/** Things of every kind, by the administrator, that somebody owns. */
export interface Owned {
  readonly dashboard: number;
  readonly chart: number;
  readonly dataset: number;
  readonly report: number;
  /** Their names, by kind. */
  readonly names: Readonly<Record<'dashboard' | 'chart' | 'dataset' | 'report', string>>;
}

/** Makes one thing of every kind that these accounts own. */
export async function addAssets(wire: WireClient, owners: readonly number[]): Promise<Owned> {
  const name = wire.unique('Owned');
  const dashboard = idOf(await write(wire, 'POST', '/api/v1/dashboard/', { dashboard_title: name, owners }));
  const chart = idOf(await write(wire, 'POST', '/api/v1/chart/', await newChart(wire, name, { owners })));
  const report = idOf(await write(wire, 'POST', '/api/v1/report/', newReport(name, chart, { owners })));
  const dataset = await addDataset(wire, { owners });
  return {
    dashboard,
    chart,
    report,
    dataset: dataset.id,
    names: { dashboard: name, chart: name, report: name, dataset: dataset.name },
  };
}

/** A body for `POST /chart/`. */
export async function newChart(wire: WireClient, name: string, change: object = {}): Promise<object> {
  const source = { datasource_id: await findSales(wire), datasource_type: 'table' };
  return { slice_name: name, viz_type: 'table', params: '{}', ...source, ...change };
}

/** A body for `POST /report/`. */
export function newReport(name: string, chart: number, change: object = {}): object {
  return {
    name,
    chart,
    type: 'Report',
    crontab: '0 9 * * *',
    timezone: 'UTC',
    creation_method: 'alerts_reports',
    recipients: [{ type: 'Email', recipient_config_json: { target: 'team@example.com' } }],
    report_format: 'CSV',
    active: true,
    ...change,
  };
}

/** Makes a dataset of a query. */
export async function addDataset(
  wire: WireClient,
  change: object = {},
): Promise<{ readonly id: number; readonly name: string }> {
  const body = newDataset(wire.unique('Query'), change);
  return { id: idOf(await write(wire, 'POST', '/api/v1/dataset/', body)), name: body.table_name };
}

/** A body for `POST /dataset/`; the first database is the demo's. */
export function newDataset(name: string, change: object = {}): { readonly table_name: string } {
  return { table_name: name, ...{ database: 1, sql: 'select 1 as a' }, ...change };
}

/** A body for `POST /database/`. */
export function newDatabase(name: string): object {
  return { database_name: name, sqlalchemy_uri: 'sqlite:///demo.db' };
}
