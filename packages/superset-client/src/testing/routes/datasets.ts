import { datasetView, mayReadDataset } from '../access.ts';
import { addPermission, type EmulatorState } from '../emulator-state.ts';
import { json, type Reply, refusal, supersetError } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import type { DatasetRow } from '../rows.ts';
import { type Fields, validate } from '../wire/validate.ts';
import { type AssetKind, createAssetRoutes, firstOwners, owners } from './asset-routes.ts';

const path = '/api/v1/dataset/';
const view = 'Dataset';
const resource = 'DatasetRestApi';
const fields: Fields = {
  database: { type: 'integer', required: true },
  table_name: { type: 'string', min: 1, max: 250, required: true },
  schema: { type: 'string', nullable: true },
  sql: { type: 'string', nullable: true },
  owners,
};

const kind: AssetKind<DatasetRow> = {
  path,
  view,
  resource,
  nameColumn: 'table_name',
  rows: (state) => state.datasets,
  sees: mayReadDataset,
  wire: (state, { database }) => ({
    schema: null,
    database: { id: database, database_name: state.databases.get(database)?.name },
  }),
  shape: {
    columns: ['schema', 'database.id', 'database.database_name'],
    searchColumns: { id: 'integer' },
    orderColumns: ['schema', 'database.database_name'],
  },
  fields: {},
  refuse: (messages, payload) =>
    supersetError(422, 'The schema of the submitted payload is invalid.', 'MARSHMALLOW_ERROR', { messages, payload }),
  change({ state }, row, { table_name: name }) {
    if (typeof name !== 'string' || name === row.name) return undefined;
    if (isTaken(state, row.database, name)) return taken(name);
    // What grants access to it changes its name, too, and keeps the id of the dataset in it.
    const [before, after] = [datasetView(state, row), datasetView(state, { ...row, name })];
    for (const permission of state.permissions.values()) if (permission.view === before) permission.view = after;
    return undefined;
  },
  echo: () => ({ result: { always_filter_main_dttm: false } }),
  create,
};

/** `/api/v1/dataset/`. */
export const datasetRoutes: readonly Route[] = createAssetRoutes(kind);

function create(context: RouteContext): Reply {
  const { state, json: body, user } = context;
  const checked = validate(body, fields);
  if (!checked.ok) return refusal(400, checked.errors);
  // Checked just now.
  const values = checked.values as { database: number; table_name: string; sql?: string | null; owners?: number[] };
  const { database, table_name: name } = values;
  if (!state.databases.has(database)) return refusal(422, { database: ['Database does not exist'] });
  if (isTaken(state, database, name)) return taken(name);
  // No query is run here, so its dataset has no rows.
  const rows = values.sql ? [] : state.tables[name];
  if (rows === undefined) {
    const where = 'please double check your database connection, schema, and table name';
    return refusal(422, { table: [`Table [${name}] could not be found, ${where}`] });
  }
  const all = firstOwners(context, values.owners);
  if ('status' in all) return all;
  const dataset = { id: state.nextId(state.datasets), name, database, rows, owners: all, created_by: user().id };
  state.datasets.set(dataset.id, dataset);
  addPermission(state, 'datasource_access', datasetView(state, dataset));
  return json(201, { id: dataset.id, result: { always_filter_main_dttm: false, ...checked.values } });
}

function isTaken(state: EmulatorState, database: number, name: string): boolean {
  return state.datasets.values().some((one) => one.name === name && one.database === database);
}

function taken(name: string): Reply {
  return refusal(422, { table: [`Dataset ${name} already exists`] });
}
