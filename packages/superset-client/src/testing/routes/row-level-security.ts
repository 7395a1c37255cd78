import type { RuleRow } from '../emulator-state.ts';
import { parseClause } from '../parse-clause.ts';
import { json, notFound, type Reply, refusal } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import { answerList } from '../wire/list-query.ts';
import { type Fields, validate } from '../wire/validate.ts';
import { parseId } from './model-routes.ts';

const path = '/api/v1/rowlevelsecurity/';
const view = 'Row Level Security';
const putFields: Fields = {
  name: { type: 'string', min: 1, max: 255 },
  description: { type: 'string', nullable: true },
  filter_type: { type: 'string' },
  tables: { type: 'integers' },
  roles: { type: 'integers' },
  group_key: { type: 'string', nullable: true },
  clause: { type: 'string' },
};
const required = ['name', 'filter_type', 'tables', 'roles', 'clause'];
const postFields: Fields = Object.fromEntries(
  Object.entries(putFields).map(([name, field]) => [
    name,
    required.includes(name) ? { ...field, required: true } : field,
  ]),
);

/** `/api/v1/rowlevelsecurity/`. */
export const rowLevelSecurityRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    access: { permission: 'can_read', view },
    handle({ state, query }) {
      const rows = [...state.rules.values()].map(({ tables, roles, ...rule }) => ({
        ...rule,
        tables: [...tables].map((id) => ({ id, table_name: state.datasets.get(id)?.name })),
        roles: [...roles].map((id) => ({ id, name: state.roles.get(id)?.name })),
      }));
      const columns = [
        'id',
        'name',
        'filter_type',
        'tables.id',
        'tables.table_name',
        'roles.id',
        'roles.name',
        'clause',
      ];
      return answerList(rows, { columns, searchColumns: { name: 'text', clause: 'text' } }, query);
    },
  },
  { method: 'POST', path, access: { permission: 'can_write', view }, csrf: true, handle: create },
  { method: 'PUT', path: `${path}:id`, access: { permission: 'can_write', view }, csrf: true, handle: change },
  { method: 'DELETE', path: `${path}:id`, access: { permission: 'can_write', view }, csrf: true, handle: remove },
];

function create(context: RouteContext): Reply {
  const { state } = context;
  const values = read(context, postFields);
  if ('status' in values) return values;
  const id = state.nextId(state.rules);
  // All of them are required here.
  state.rules.set(id, { id, ...(values.row as Omit<RuleRow, 'id'>) });
  return json(201, { id, result: values.echo });
}

function change(context: RouteContext): Reply {
  const { state } = context;
  const rule = state.rules.get(parseId(context));
  if (rule === undefined) return notFound;
  const values = read(context, putFields);
  if ('status' in values) return values;
  Object.assign(rule, values.row);
  return json(state.traits.ruleChanged, { id: rule.id, result: values.echo });
}

function remove(context: RouteContext): Reply {
  return context.state.rules.delete(parseId(context)) ? refusal(200, 'OK') : notFound;
}

interface RuleValues {
  readonly row: Partial<Omit<RuleRow, 'id'>>;
  readonly echo: unknown;
}

function read({ state, json: body }: RouteContext, fields: Fields): RuleValues | Reply {
  const checked = validate(body, fields);
  if (!checked.ok) return refusal(400, checked.errors);
  const {
    name,
    filter_type: type,
    clause,
    tables,
    roles,
  } = checked.values as Record<string, string> & { tables?: number[]; roles?: number[] };
  if (type !== undefined && type !== 'Regular' && type !== 'Base') {
    return refusal(400, { filter_type: ['Must be one of: Regular, Base.'] });
  }
  if (roles?.some((id) => !state.roles.has(id)) || tables?.some((id) => !state.datasets.has(id))) {
    return refusal(422, 'Some roles or datasets do not exist');
  }
  if (clause !== undefined && parseClause(clause) === undefined) {
    return refusal(422, `The emulator understands clauses like "column = 'value'" and "column IN ('a', 'b')" only.`);
  }
  const row = { name, filter_type: type, clause, tables: tables && new Set(tables), roles: roles && new Set(roles) };
  return {
    row: Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)),
    echo: checked.values,
  };
}
