import type { EmulatorState } from '../emulator-state.ts';
import { json, notFound, type Reply, refusal } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import type { RuleRow } from '../rows.ts';
import { answerItem, answerList, type ListShape } from '../wire/list-query.ts';
import type { WireRow } from '../wire/project.ts';
import { type Fields, validate } from '../wire/validate.ts';
import { info, parseId } from './model-routes.ts';

const path = '/api/v1/rowlevelsecurity/';
const view = 'Row Level Security';
const resource = 'RLSRestApi';
const putFields: Fields = {
  name: { type: 'string', min: 1, max: 255 },
  description: { type: 'string', nullable: true },
  filter_type: { type: 'string', oneOf: ['Regular', 'Base'] },
  tables: { type: 'integers' },
  roles: { type: 'integers' },
  group_key: { type: 'string', nullable: true },
  clause: { type: 'string' },
};
const required = ['name', 'filter_type', 'tables', 'roles', 'clause'];
const postFields: Fields = {
  ...Object.fromEntries(
    Object.entries(putFields).map(([name, field]) => [
      name,
      required.includes(name) ? { ...field, required: true } : field,
    ]),
  ),
  tables: { type: 'integers', nonEmpty: true, required: true },
};
const lists = ['tables.id', 'tables.table_name', 'roles.id', 'roles.name'];
const shape: ListShape = {
  columns: ['id', 'name', 'filter_type', 'clause', 'group_key', ...lists],
  searchColumns: { name: 'text', clause: 'text', group_key: 'text', filter_type: 'text', description: 'text' },
  orderColumns: ['name', 'filter_type', 'clause', 'group_key'],
};

/** `/api/v1/rowlevelsecurity/`. */
export const rowLevelSecurityRoutes: readonly Route[] = [
  info(path, view, 'can_read', `${resource}.info`),
  {
    method: 'GET',
    path,
    access: { permission: 'can_read', view },
    action: `${resource}.get_list`,
    handle: (context) =>
      answerList(
        [...context.state.rules.values()].map((rule) => toWire(context.state, rule)),
        shape,
        context,
      ),
  },
  {
    method: 'GET',
    path: `${path}:id`,
    access: { permission: 'can_read', view },
    action: `${resource}.get`,
    handle: show,
  },
  ...(
    [
      ['POST', path, 'post', create],
      ['PUT', `${path}:id`, 'put', change],
      ['DELETE', `${path}:id`, 'delete', remove],
    ] as const
  ).map(
    ([method, address, action, handle]): Route => ({
      method,
      path: address,
      access: { permission: 'can_write', view },
      csrf: true,
      action: `${resource}.${action}`,
      handle,
    }),
  ),
];

function toWire(state: EmulatorState, { tables, roles, ...rule }: RuleRow): WireRow {
  return {
    ...rule,
    tables: [...tables].map((id) => ({ id, table_name: state.datasets.get(id)?.name })),
    roles: [...roles].map((id) => ({ id, name: state.roles.get(id)?.name })),
  };
}

function show(context: RouteContext): Reply {
  const rule = context.state.rules.get(parseId(context));
  return rule === undefined ? notFound : answerItem(toWire(context.state, rule), shape, context.query);
}

interface RuleValues extends Partial<Pick<RuleRow, 'name' | 'filter_type' | 'clause' | 'group_key' | 'description'>> {
  readonly tables?: readonly number[];
  readonly roles?: readonly number[];
}

function create({ state, json: body, user }: RouteContext): Reply {
  const checked = validate(body, postFields);
  if (!checked.ok) return refusal(400, checked.errors);
  // Checked just now.
  const values = checked.values as unknown as Required<RuleValues>;
  const refused = refuse(state, undefined, values);
  if (refused !== undefined) return refused;
  const id = state.nextId(state.rules);
  const { tables, roles, group_key = null, description = null, ...rest } = values;
  const row = { ...rest, group_key, description, tables: new Set(tables), roles: new Set(roles) };
  state.rules.set(id, { id, ...row, created_by: user().id });
  return json(201, { id, result: checked.values });
}

/** Empties the lists that a change leaves out. */
function change(context: RouteContext): Reply {
  const { state, json: body } = context;
  const checked = validate(body, putFields);
  if (!checked.ok) return refusal(400, checked.errors);
  const rule = state.rules.get(parseId(context));
  if (rule === undefined) return notFound;
  // Checked just now.
  const { tables, roles, ...rest } = checked.values as RuleValues;
  const refused = refuse(state, rule.id, checked.values as RuleValues);
  if (refused !== undefined) return refused;
  Object.assign(rule, rest, { tables: new Set(tables), roles: new Set(roles) });
  return json(state.traits.ruleChanged, { id: rule.id, result: checked.values });
}

function remove(context: RouteContext): Reply {
  return context.state.rules.delete(parseId(context)) ? refusal(200, 'OK') : notFound;
}

/** Superset counts what it finds, so an id that comes twice is as bad as an unknown one; its texts are these. */
function refuse(state: EmulatorState, id: number | undefined, values: RuleValues): Reply | undefined {
  const { name, tables = [], roles = [] } = values;
  if (state.rules.values().some((rule) => rule.id !== id && rule.name === name)) return refusal(422, '()');
  if (!allKnown(roles, state.roles)) return refusal(422, "[l'Some roles do not exist']");
  return allKnown(tables, state.datasets) ? undefined : refusal(422, "[l'Datasource does not exist']");
}

function allKnown(ids: readonly number[], known: ReadonlyMap<number, unknown>): boolean {
  return new Set(ids.filter((id) => known.has(id))).size === ids.length;
}
