import { datasetView, mayReadDataset, visibleRows } from '../access.ts';
import { addPermission, type DataRow } from '../emulator-state.ts';
import { json, notFound, type Reply, refusal, supersetError } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import { answerList } from '../wire/list-query.ts';
import { badJson } from './model-routes.ts';

/** Databases, datasets and chart data: as much as shows who may see which rows. */
export const dataRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/v1/database/',
    access: { permission: 'can_write', view: 'Database' },
    csrf: true,
    handle: createDatabase,
  },
  {
    method: 'POST',
    path: '/api/v1/dataset/',
    access: { permission: 'can_write', view: 'Dataset' },
    csrf: true,
    handle: createDataset,
  },
  {
    method: 'GET',
    path: '/api/v1/dataset/',
    access: { permission: 'can_read', view: 'Dataset' },
    handle({ state, user, query }) {
      const rows = [...state.datasets.values()]
        .filter((dataset) => mayReadDataset(state, user(), dataset))
        .map(({ id, name, database }) => ({
          id,
          table_name: name,
          database: { id: database, database_name: state.databases.get(database) },
        }));
      const shape = {
        columns: ['id', 'table_name', 'database.id', 'database.database_name'],
        searchColumns: { id: 'integer', table_name: 'text' },
      } as const;
      return answerList(rows, shape, query);
    },
  },
  { method: 'POST', path: '/api/v1/chart/data', access: { permission: 'can_read', view: 'Chart' }, handle: chartData },
];

function createDatabase({ state, json: body }: RouteContext): Reply {
  const name = body && (body as { database_name?: unknown }).database_name;
  if (typeof name !== 'string') return refusal(400, { database_name: ['Missing data for required field.'] });
  if ([...state.databases.values()].includes(name)) {
    return refusal(422, { database_name: ['A database with the same name already exists.'] });
  }
  const id = state.nextId(state.databases);
  state.databases.set(id, name);
  addPermission(state, 'database_access', `[${name}].(id:${id})`);
  return json(201, { id, result: { database_name: name } });
}

function createDataset({ state, json: body, user }: RouteContext): Reply {
  const { database, table_name: name } = (body ?? {}) as { database?: unknown; table_name?: unknown };
  if (typeof database !== 'number' || typeof name !== 'string')
    return refusal(400, { database: ['Missing data for required field.'] });
  const rows = state.tables[name];
  if (!state.databases.has(database)) return refusal(422, { database: ['Database does not exist'] });
  if (rows === undefined) return refusal(422, { table: ['Dataset could not be created.'] });
  if ([...state.datasets.values()].some((one) => one.name === name && one.database === database)) {
    return refusal(422, { table: [`Dataset ${name} already exists`] });
  }
  const dataset = { id: state.nextId(state.datasets), name, database, rows, created_by: user().id };
  state.datasets.set(dataset.id, dataset);
  addPermission(state, 'datasource_access', datasetView(state, dataset));
  return json(201, { id: dataset.id, result: { database, table_name: name } });
}

interface ChartQuery {
  readonly datasource?: { readonly id?: unknown };
  readonly queries?: readonly { readonly columns?: readonly string[]; readonly row_limit?: number }[];
}

function chartData({ state, json: body, user }: RouteContext): Reply {
  if (body === undefined) return badJson;
  const { datasource, queries = [] } = body as ChartQuery;
  const dataset = state.datasets.get(Number(datasource?.id));
  if (dataset === undefined) return notFound;
  if (!mayReadDataset(state, user(), dataset)) {
    const message = `This endpoint requires the datasource ${dataset.id}, database or \`all_datasource_access\` permission`;
    const extra = { link: '', datasource: dataset.id, datasource_name: dataset.name };
    return supersetError(403, message, 'DATASOURCE_SECURITY_ACCESS_ERROR', extra);
  }
  const rows = visibleRows(state, user(), dataset);
  return json(200, { result: queries.map(({ columns = [], row_limit: limit }) => answerQuery(rows, columns, limit)) });
}

/** Distinct rows, because Superset groups by the columns of a query without metrics. */
function answerQuery(rows: readonly DataRow[], columns: readonly string[], limit = 10_000): object {
  const distinct = new Map<string, DataRow>();
  for (const row of rows) {
    const cells = Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
    distinct.set(JSON.stringify(cells), cells);
  }
  const data = [...distinct.values()].slice(0, limit);
  return { status: 'success', error: null, rowcount: data.length, colnames: columns, data };
}
