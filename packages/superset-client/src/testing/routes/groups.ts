import type { EmulatorState } from '../emulator-state.ts';
import { fatalError, json, notFound, type Reply, refusal } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import type { GroupRow } from '../rows.ts';
import { answerItem, answerList, type ListShape } from '../wire/list-query.ts';
import type { WireRow } from '../wire/project.ts';
import { type Fields, validate } from '../wire/validate.ts';
import { badJson, info, parseId } from './model-routes.ts';

const path = '/api/v1/security/groups/';
const view = 'Group';

const putFields: Fields = {
  name: { type: 'string', min: 1, max: 100 },
  label: { type: 'string', min: 0, max: 150, nullable: true },
  description: { type: 'string', min: 0, max: 512, nullable: true },
  roles: { type: 'integers' },
  users: { type: 'integers' },
};
const postFields: Fields = { ...putFields, name: { type: 'string', min: 1, max: 100, required: true } };

const shape: ListShape = {
  columns: ['id', 'name', 'label', 'description', 'roles.name', 'roles.id', 'users.id', 'users.username'],
  searchColumns: { id: 'integer', name: 'text', label: 'text', description: 'text' },
};

type GroupValues = Partial<Pick<GroupRow, 'name' | 'label' | 'description'>> & {
  readonly roles?: readonly number[];
  readonly users?: readonly number[];
};

/** `/api/v1/security/groups/`. */
export const groupRoutes: readonly Route[] = [
  info(path, view),
  {
    method: 'GET',
    path,
    access: { permission: 'can_get', view },
    handle: (context) => answerList(listWire(context.state), shape, context),
  },
  { method: 'GET', path: `${path}:id`, access: { permission: 'can_get', view }, handle: show },
  { method: 'POST', path, access: { permission: 'can_post', view }, handle: create },
  { method: 'PUT', path: `${path}:id`, access: { permission: 'can_put', view }, handle: change },
  { method: 'DELETE', path: `${path}:id`, access: { permission: 'can_delete', view }, handle: remove },
];

function listWire(state: EmulatorState): readonly WireRow[] {
  const members = new Map([...state.groups.keys()].map((id) => [id, [] as { id: number; username: string }[]]));
  for (const { id, username, groups } of state.users.values()) {
    for (const group of groups) members.get(group)?.push({ id, username });
  }
  return [...state.groups.values()].map((group) => ({
    ...group,
    roles: [...group.roles].map((id) => ({ id, name: state.roles.get(id)?.name })),
    users: members.get(group.id) ?? [],
  }));
}

function show(context: RouteContext): Reply {
  const id = parseId(context);
  const row = listWire(context.state).find((group) => group.id === id);
  return row === undefined ? notFound : answerItem(row, shape, context.query);
}

function create({ state, json: body }: RouteContext): Reply {
  if (body === undefined) return badJson;
  const checked = validate(body, postFields);
  if (!checked.ok) return refusal(400, checked.errors);
  // Checked just now.
  const values = checked.values as GroupValues & { readonly name: string };
  const refused = refuse(state, undefined, values);
  if (refused !== undefined) return refused;
  const id = state.nextId(state.groups);
  state.groups.set(id, { id, name: values.name, label: null, description: null, roles: new Set() });
  apply(state, id, values);
  return json(201, { id });
}

function change(context: RouteContext): Reply {
  const { state, json: body } = context;
  if (body === undefined) return badJson;
  const checked = validate(body, putFields);
  if (!checked.ok) return refusal(400, checked.errors);
  const id = parseId(context);
  if (!state.groups.has(id)) return notFound;
  const values = checked.values as GroupValues;
  const refused = refuse(state, id, values);
  if (refused !== undefined) return refused;
  apply(state, id, values);
  return json(200, { result: checked.values });
}

function remove(context: RouteContext): Reply {
  const { state } = context;
  const id = parseId(context);
  if (!state.groups.delete(id)) return notFound;
  for (const user of state.users.values()) user.groups = user.groups.difference(new Set([id]));
  return refusal(200, 'OK');
}

function refuse(
  state: EmulatorState,
  id: number | undefined,
  { name, roles = [], users = [] }: GroupValues,
): Reply | undefined {
  const unknownRoles = roles.filter((role) => !state.roles.has(role));
  if (unknownRoles.length > 0)
    return refusal(400, { roles: [`Role(s) with ID(s) [${unknownRoles.join(', ')}] do not exist.`] });
  const unknownUsers = users.filter((user) => !state.users.has(user));
  if (unknownUsers.length > 0)
    return refusal(400, { users: [`User(s) with ID(s) [${unknownUsers.join(', ')}] do not exist.`] });
  const taken = [...state.groups.values()].some((group) => group.id !== id && group.name === name);
  if (!taken) return undefined;
  const failsBadly = id !== undefined && state.traits.duplicateGroupPut === 500;
  return failsBadly ? fatalError : refusal(422, 'UNIQUE constraint failed: ab_group.name');
}

function apply(state: EmulatorState, id: number, { roles, users, ...members }: GroupValues): void {
  const group = state.groups.get(id);
  if (group === undefined) return;
  Object.assign(group, members, roles && { roles: new Set(roles) });
  if (users === undefined) return;
  const wanted = new Set(users);
  for (const user of state.users.values()) {
    if (wanted.has(user.id) !== user.groups.has(id)) user.groups = user.groups.symmetricDifference(new Set([id]));
  }
}
