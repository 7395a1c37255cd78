import { listOf, member } from '@scim-superset/quickstart/superset';
import type { ByHand } from '../end-to-end/by-hand.ts';

/** Things that somebody owns in a real Superset, by name. */
export interface OwnedAssets {
  readonly alert: string;
  readonly report: string;
  /** Owned by the other, too. */
  readonly sharedReport: string;
  readonly dashboard: string;
  readonly chart: string;
  readonly dataset: string;
  /** The names of all. */
  readonly all: readonly string[];
  isActive(name: string): Promise<boolean>;
  /** Usernames, sorted. */
  owners(name: string): Promise<readonly string[]>;
}

/** Lets the administrator make things for somebody. */
export async function createAssets(byHand: ByHand, owner: string, other: string): Promise<OwnedAssets> {
  const { rest } = byHand;
  const idOf = async (username: string): Promise<number> => (await byHand.account(username))?.id ?? Number.NaN;
  const [ownerId, otherId] = [await idOf(owner), await idOf(other)];
  const owners = [ownerId];
  const datasetId = 1;
  await rest.send('PUT', `/dataset/${datasetId}`, { owners });
  const chart = await rest.send('POST', '/chart/', {
    slice_name: 'Margins',
    viz_type: 'table',
    datasource_id: datasetId,
    datasource_type: 'table',
    params: '{}',
    owners,
  });
  await rest.send('POST', '/dashboard/', { dashboard_title: 'Sales today', published: true, owners });
  const schedule = {
    crontab: '0 9 * * *',
    timezone: 'UTC',
    chart: member(chart, 'id'),
    creation_method: 'alerts_reports',
    recipients: [{ type: 'Email', recipient_config_json: { target: 'team@example.com' } }],
    report_format: 'CSV',
    active: true,
    owners,
  };
  await rest.send('POST', '/report/', { ...schedule, type: 'Report', name: 'Margins weekly' });
  await rest.send('POST', '/report/', { ...schedule, type: 'Report', name: 'Shared', owners: [ownerId, otherId] });
  await rest.send('POST', '/report/', {
    ...schedule,
    type: 'Alert',
    name: 'Sales missing',
    database: 1,
    sql: 'select count(*) from sales',
    validator_type: 'operator',
    validator_config_json: { op: '==', threshold: 0 },
  });

  async function find(name: string): Promise<unknown> {
    for (const [kind, column] of kinds) {
      const items = listOf(await rest.get(`/${kind}/?q=(page_size:100,keys:!(none))`));
      const found = items.find((item) => member(item, column) === name);
      if (found === undefined) continue;
      return member(await rest.get(`/${kind}/${String(member(found, 'id'))}`), 'result');
    }
    throw new Error(`Superset has no "${name}"`);
  }

  return {
    ...names,
    all: Object.values(names),
    isActive: async (name) => member(await find(name), 'active') === true,
    async owners(name) {
      const ids = new Set((member(await find(name), 'owners') as readonly unknown[]).map((item) => member(item, 'id')));
      const accounts = await byHand.accounts();
      return accounts
        .filter(({ id }) => ids.has(id))
        .map(({ username }) => username)
        .sort();
    },
  };
}

const names = {
  alert: 'Sales missing',
  report: 'Margins weekly',
  sharedReport: 'Shared',
  dashboard: 'Sales today',
  chart: 'Margins',
  dataset: 'sales',
} as const;

const kinds = [
  ['report', 'name'],
  ['dashboard', 'dashboard_title'],
  ['chart', 'slice_name'],
  ['dataset', 'table_name'],
] as const;
