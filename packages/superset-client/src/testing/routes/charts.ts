import { mayReadAllData, mayReadDataset } from '../access.ts';
import { json, type Reply, refusal } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import type { ChartRow } from '../rows.ts';
import { answerItem } from '../wire/list-query.ts';
import { type Fields, validate } from '../wire/validate.ts';
import { type AssetKind, createAssetRoutes, firstOwners, owners } from './asset-routes.ts';

const path = '/api/v1/chart/';
const view = 'Chart';
const resource = 'ChartRestApi';
const unused: Fields = Object.fromEntries(
  ['viz_type', 'params', 'query_context', 'description', 'cache_timeout', 'datasource_name'].map((name) => [
    name,
    { type: 'any' },
  ]),
);
const fields: Fields = {
  ...unused,
  slice_name: { type: 'string', min: 1, max: 250, required: true },
  datasource_id: { type: 'integer', required: true },
  datasource_type: { type: 'string', oneOf: ['table', 'dataset', 'query', 'saved_query', 'view'], required: true },
  dashboards: { type: 'integers' },
  owners,
};

const kind: AssetKind<ChartRow> = {
  path,
  view,
  resource,
  nameColumn: 'slice_name',
  rows: (state) => state.charts,
  sees(state, user, { dataset: id }) {
    const dataset = state.datasets.get(id);
    return mayReadAllData(state, user) || (dataset !== undefined && mayReadDataset(state, user, dataset));
  },
  wire: (_state, { dataset }) => ({ datasource_id: dataset, datasource_type: 'table' }),
  shape: {
    columns: ['datasource_id', 'datasource_type'],
    searchColumns: { id: 'integer', datasource_id: 'integer' },
  },
  // 6.0 and later show all of it, whatever is asked for, without the id beside it.
  show: ({ state, query }, row) =>
    state.traits.choosesColumnsOf.has('chart')
      ? answerItem(row, { columns: ['id', 'slice_name', 'owners.id', 'owners.first_name'], searchColumns: {} }, query)
      : json(200, { result: row }),
  fields: unused,
  keeps(state, { id }) {
    const names = [...state.reports.values()].flatMap((report) => (report.chart === id ? [report.name] : []));
    return names.length === 0 ? undefined : refusal(422, `There are associated alerts or reports: ${names.join(',')}`);
  },
  create,
};

/** `/api/v1/chart/`. */
export const chartRoutes: readonly Route[] = createAssetRoutes(kind);

function create(context: RouteContext): Reply {
  const { state, json: body, user } = context;
  const checked = validate(body, fields);
  if (!checked.ok) return refusal(400, checked.errors);
  // Checked just now.
  const values = checked.values as {
    slice_name: string;
    datasource_id: number;
    dashboards?: number[];
    owners?: number[];
  };
  if (!state.datasets.has(values.datasource_id)) {
    return refusal(422, { datasource_id: ['Datasource does not exist'] });
  }
  const all = firstOwners(context, values.owners);
  if ('status' in all) return all;
  const id = state.nextId(state.charts);
  const { slice_name: name, datasource_id: dataset, dashboards } = values;
  state.charts.set(id, { id, name, dataset, dashboards: new Set(dashboards), owners: all, created_by: user().id });
  return json(201, { id, result: checked.values });
}
