import { isAdmin, mayReadDataset } from '../access.ts';
import { json, type Reply, refusal } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import type { DashboardRow } from '../rows.ts';
import { parseQuery } from '../wire/list-query.ts';
import type { WireRow } from '../wire/project.ts';
import { type Fields, validate } from '../wire/validate.ts';
import { type AssetKind, createAssetRoutes, firstOwners, owners, owns } from './asset-routes.ts';

const path = '/api/v1/dashboard/';
const view = 'Dashboard';
const resource = 'DashboardRestApi';
const title: Fields = { dashboard_title: { type: 'string', min: 0, max: 500, nullable: true } };
const fields: Fields = { ...title, published: { type: 'boolean' } };

const kind: AssetKind<DashboardRow> = {
  path,
  view,
  resource,
  nameColumn: 'dashboard_title',
  rows: (state) => state.dashboards,
  sees: (state, user, row) =>
    isAdmin(state, user) ||
    owns(user, row) ||
    (row.published &&
      state.charts.values().some((chart) => {
        const dataset = state.datasets.get(chart.dataset);
        return chart.dashboards.has(row.id) && dataset !== undefined && mayReadDataset(state, user, dataset);
      })),
  wire: (_state, { published }) => ({ published, status: published ? 'published' : 'draft' }),
  shape: {
    columns: ['published', 'status'],
    searchColumns: { id: 'integer', published: 'boolean' },
    orderColumns: ['published'],
  },
  show,
  fields,
  change(_context, row, { published }) {
    if (published !== undefined) row.published = published === true;
    return undefined;
  },
  echo: ({ state }) => ({ answer: { last_modified_time: Math.floor(Date.parse(`${state.now()}Z`) / 1000) } }),
  create,
};

/** `/api/v1/dashboard/`. */
export const dashboardRoutes: readonly Route[] = createAssetRoutes(kind);

/** Does not say the id beside the result, and knows whole relations only; before 6.0 shows everything. */
function show({ state, query }: RouteContext, row: WireRow): Reply {
  const { columns } = parseQuery(query) ?? {};
  const chosen = Array.isArray(columns) && state.traits.choosesColumnsOf.has('dashboard') ? columns : Object.keys(row);
  return json(200, { result: Object.fromEntries(Object.entries(row).filter(([name]) => chosen.includes(name))) });
}

function create(context: RouteContext): Reply {
  const { state, json: body, user } = context;
  const checked = validate(body, { ...fields, owners });
  if (!checked.ok) return refusal(400, checked.errors);
  // Checked just now.
  const values = checked.values as { dashboard_title?: string | null; published?: boolean; owners?: number[] };
  const all = firstOwners(context, values.owners);
  if ('status' in all) return all;
  const id = state.nextId(state.dashboards);
  const { dashboard_title: name = null, published = false } = values;
  state.dashboards.set(id, { id, name, published, owners: all, created_by: user().id });
  return json(201, { id, result: checked.values });
}
