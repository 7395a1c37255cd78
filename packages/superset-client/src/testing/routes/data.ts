import { mayReadDataset, visibleRows } from '../access.ts';
import { addPermission } from '../emulator-state.ts';
import { json, notFound, type Reply, refusal, supersetError } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import type { DataRow } from '../rows.ts';
import { badJson } from './model-routes.ts';

/** Databases and chart data: as much as shows who may see which rows. */
export const dataRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/v1/database/',
    access: { permission: 'can_write', view: 'Database' },
    csrf: true,
    action: 'DatabaseRestApi.post',
    handle: createDatabase,
  },
  {
    method: 'POST',
    path: '/api/v1/chart/data',
    access: { permission: 'can_read', view: 'Chart' },
    action: 'ChartDataRestApi.data',
    handle: chartData,
  },
];

function createDatabase({ state, json: body, user }: RouteContext): Reply {
  const name = body && (body as { database_name?: unknown }).database_name;
  if (typeof name !== 'string') {
    return refusal(state.traits.databaseInvalid, { database_name: ['Missing data for required field.'] });
  }
  if (state.databases.values().some((database) => database.name === name)) {
    return refusal(422, { database_name: 'A database with the same name already exists.' });
  }
  const id = state.nextId(state.databases);
  state.databases.set(id, { id, name, created_by: user().id });
  addPermission(state, 'database_access', `[${name}].(id:${id})`);
  return json(201, { id, result: { database_name: name } });
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
  if ('unknownClause' in rows) {
    return refusal(
      400,
      `The emulator applies clauses like "column = 'value'" and "column IN ('a', 'b')" only, not: ${rows.unknownClause}`,
    );
  }
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
