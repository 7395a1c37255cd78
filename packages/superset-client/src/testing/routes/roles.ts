import type { EmulatorState } from '../emulator-state.ts';
import { fatalError, json, notFound, type Reply, refusal } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import { answerItem, answerList, type ListShape, parseQuery } from '../wire/list-query.ts';
import { type Fields, validate } from '../wire/validate.ts';
import { badJson, databaseRefusal, info, parseId } from './model-routes.ts';

const path = '/api/v1/security/roles/';
const view = 'Role';
const nameFields: Fields = { name: { type: 'string', max: 64, required: true } };
const shape: ListShape = { columns: ['id', 'name'], searchColumns: { id: 'integer', name: 'text' } };

/** `/api/v1/security/roles/`, with `search/` from 6.0 on. */
export function createRoleRoutes(hasSearch: boolean): readonly Route[] {
  return [
    info(path, view),
    ...(hasSearch ? [searchRoute] : []),
    {
      method: 'GET',
      path,
      access: { permission: 'can_get', view },
      handle: (context) =>
        answerList(
          [...context.state.roles.values()].map(({ id, name }) => ({ id, name })),
          shape,
          context,
        ),
    },
    { method: 'GET', path: `${path}:id`, access: { permission: 'can_get', view }, handle: show },
    { method: 'POST', path, access: { permission: 'can_post', view }, handle: create },
    { method: 'PUT', path: `${path}:id`, access: { permission: 'can_put', view }, handle: rename },
    { method: 'DELETE', path: `${path}:id`, access: { permission: 'can_delete', view }, handle: remove },
    {
      method: 'GET',
      path: `${path}:id/permissions/`,
      access: { permission: 'can_list_role_permissions', view },
      handle: listPermissions,
    },
    {
      method: 'POST',
      path: `${path}:id/permissions`,
      access: { permission: 'can_add_role_permissions', view },
      handle: replacePermissions,
    },
    {
      method: 'PUT',
      path: `${path}:id/users`,
      access: { permission: 'can_update_role_users', view },
      handle: replaceUsers,
    },
    {
      method: 'PUT',
      path: `${path}:id/groups`,
      access: { permission: 'can_update_role_groups', view },
      handle: replaceGroups,
    },
  ];
}

const searchRoute: Route = {
  method: 'GET',
  action: 'get_list',
  path: `${path}search/`,
  access: { permission: 'can_list_roles', view: 'RoleRestAPI' },
  handle({ state, query }) {
    const asked = parseQuery(query);
    if (asked === undefined) return refusal(400, 'Not a valid rison/json argument');
    const { page, page_size: pageSize } = asked;
    const size = typeof pageSize === 'number' ? pageSize : 10;
    const start = (typeof page === 'number' ? page : 0) * size;
    const rows = [...state.roles.values()].slice(start, start + size);
    return json(200, {
      count: state.roles.size,
      ids: rows.map((role) => role.id),
      result: rows.map(({ id, name, permissions }) => ({
        id,
        name,
        user_ids: [...state.users.values()].filter((user) => user.roles.has(id)).map((user) => user.id),
        group_ids: [...state.groups.values()].filter((group) => group.roles.has(id)).map((group) => group.id),
        permission_ids: [...permissions],
      })),
    });
  },
};

function show(context: RouteContext): Reply {
  const role = context.state.roles.get(parseId(context));
  if (role === undefined) return notFound;
  return answerItem({ id: role.id, name: role.name }, shape, context.query);
}

function create({ state, json: body }: RouteContext): Reply {
  const name = readName(body);
  if (typeof name !== 'string') return name;
  if (isTaken(state, name)) {
    return state.traits.duplicateRolePost === 500
      ? fatalError
      : duplicate(state, 'INSERT INTO ab_role (name) VALUES (?)', name);
  }
  const id = state.nextId(state.roles);
  state.roles.set(id, { id, name, permissions: new Set() });
  return json(201, { id, result: { name } });
}

function rename(context: RouteContext): Reply {
  const { state, json: body } = context;
  const role = state.roles.get(parseId(context));
  if (role === undefined) return notFound;
  const name = readName(body);
  if (typeof name !== 'string') return name;
  if (role.name !== name && isTaken(state, name))
    return duplicate(state, 'UPDATE ab_role SET name=? WHERE ab_role.id = ?', name);
  role.name = name;
  return json(200, { result: { name } });
}

/** A role goes even while it is assigned, and a row-level-security rule that named it stops filtering. */
function remove(context: RouteContext): Reply {
  const { state } = context;
  const id = parseId(context);
  if (!state.roles.delete(id)) return notFound;
  const gone = new Set([id]);
  for (const holder of [state.users, state.groups, state.rules]) {
    for (const row of holder.values()) row.roles = row.roles.difference(gone);
  }
  return refusal(200, 'OK');
}

function listPermissions(context: RouteContext): Reply {
  const { state } = context;
  const role = state.roles.get(parseId(context));
  if (role === undefined) return notFound;
  const result = [...role.permissions].flatMap((id) => {
    const row = state.permissions.get(id);
    return row === undefined ? [] : [{ id, permission_name: row.permission, view_menu_name: row.view }];
  });
  return json(200, { result });
}

function replacePermissions(context: RouteContext): Reply {
  return replaceList(context, 'permission_view_menu_ids', (state, role, ids) => {
    const row = state.roles.get(role);
    // Unknown ids are left out without a word.
    if (row !== undefined) row.permissions = new Set(ids.filter((id) => state.permissions.has(id)));
    return true;
  });
}

function replaceUsers(context: RouteContext): Reply {
  return replaceList(context, 'user_ids', (state, role, ids) => replaceHolders(state.users, role, ids));
}

function replaceGroups(context: RouteContext): Reply {
  return replaceList(context, 'group_ids', (state, role, ids) => replaceHolders(state.groups, role, ids));
}

function replaceHolders(
  holders: ReadonlyMap<number, { readonly id: number; roles: ReadonlySet<number> }>,
  role: number,
  ids: readonly number[],
): boolean {
  const wanted = new Set(ids);
  // Superset compares counts, so a duplicate id is as bad as an unknown one.
  if (ids.some((id) => !holders.has(id)) || wanted.size !== ids.length) return false;
  for (const holder of holders.values()) {
    if (wanted.has(holder.id) !== holder.roles.has(role))
      holder.roles = holder.roles.symmetricDifference(new Set([role]));
  }
  return true;
}

function replaceList(
  context: RouteContext,
  member: string,
  replace: (state: EmulatorState, role: number, ids: readonly number[]) => boolean,
): Reply {
  const { state, json: body } = context;
  if (body === undefined) return badJson;
  const checked = validate(body, { [member]: { type: 'integers', required: true } });
  if (!checked.ok) return refusal(400, checked.errors);
  const role = parseId(context);
  // Checked just now.
  if (!state.roles.has(role) || !replace(state, role, checked.values[member] as number[])) return notFound;
  return json(200, { result: checked.values });
}

function readName(body: unknown): string | Reply {
  if (body === undefined) return badJson;
  const checked = validate(body, nameFields);
  return checked.ok ? String(checked.values.name) : refusal(422, checked.errors);
}

function isTaken(state: EmulatorState, name: string): boolean {
  return [...state.roles.values()].some((role) => role.name === name);
}

function duplicate(state: EmulatorState, statement: string, name: string): Reply {
  return databaseRefusal(state, 'UNIQUE constraint failed: ab_role.name', statement, `('${name}',)`);
}
