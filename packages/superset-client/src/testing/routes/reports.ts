import { mayReadAllData } from '../access.ts';
import { json, notFound, type Reply, refusal } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import type { ReportRow } from '../rows.ts';
import { type Fields, validate } from '../wire/validate.ts';
import { type AssetKind, createAssetRoutes, firstOwners, owners, owns } from './asset-routes.ts';

const path = '/api/v1/report/';
const view = 'ReportSchedule';
const resource = 'ReportScheduleRestApi';
const unused: Fields = Object.fromEntries(
  [
    ...['description', 'timezone', 'sql', 'database', 'dashboard', 'creation_method', 'recipients', 'report_format'],
    ...['validator_type', 'validator_config_json', 'log_retention', 'grace_period', 'working_timeout', 'extra'],
  ].map((name) => [name, { type: 'any' }]),
);
const active: Fields = { active: { type: 'boolean' } };
const fields: Fields = {
  ...unused,
  ...active,
  type: { type: 'string', oneOf: ['Alert', 'Report'], required: true },
  name: { type: 'string', min: 1, max: 150, required: true },
  crontab: { type: 'string', required: true },
  chart: { type: 'integer' },
  owners,
};

const kind: AssetKind<ReportRow> = {
  path,
  view,
  resource,
  nameColumn: 'name',
  rows: (state) => state.reports,
  sees: (state, user, row) => owns(user, row) || mayReadAllData(state, user),
  wire: (_state, row) => ({ active: row.active, type: row.type, chart_id: row.chart }),
  shape: {
    columns: ['active', 'type', 'chart_id'],
    searchColumns: { active: 'boolean', type: 'text' },
    orderColumns: ['active', 'type'],
  },
  fields: { ...unused, ...active },
  change(_context, row, values) {
    if (values.active !== undefined) row.active = values.active === true;
    return undefined;
  },
  create,
};

/** `/api/v1/report/`, where nothing is found while the feature flag ALERT_REPORTS is off. */
export function createReportRoutes(enabled: boolean): readonly Route[] {
  const routes: readonly Route[] = createAssetRoutes(kind);
  return enabled
    ? routes
    : routes.map(({ method, path: one, csrf }) => ({
        method,
        path: one,
        access: 'public',
        ...(csrf && { csrf }),
        handle: () => notFound,
      }));
}

function create(context: RouteContext): Reply {
  const { state, json: body, user } = context;
  const checked = validate(body, fields);
  if (!checked.ok) return refusal(400, checked.errors);
  // Checked just now.
  const values = checked.values as Pick<ReportRow, 'type' | 'name'> & {
    readonly active?: boolean;
    readonly chart?: number;
    readonly owners?: readonly number[];
  };
  const { type, name, active: isActive = true, chart } = values;
  if (chart === undefined) return refusal(422, { chart: 'Must choose either a chart or a dashboard' });
  if (!state.charts.has(chart)) return refusal(422, { chart: 'Chart does not exist' });
  if (state.reports.values().some((one) => one.name === name && one.type === type)) {
    return refusal(422, { name: [`${type === 'Alert' ? 'An alert' : 'A report'} named "${name}" already exists`] });
  }
  const all = firstOwners(context, values.owners);
  if ('status' in all) return all;
  const id = state.nextId(state.reports);
  state.reports.set(id, { id, name, type, active: isActive, chart, owners: all, created_by: user().id });
  return json(201, { id, result: checked.values });
}
