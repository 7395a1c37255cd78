import { setTimeout as wait } from 'node:timers/promises';
import type { EmulatorState } from '../emulator-state.ts';
import { fatalError, json, notFound, type Reply, refusal } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import type { UserRow } from '../rows.ts';
import { answerItem, answerList, type ListShape } from '../wire/list-query.ts';
import type { WireRow } from '../wire/project.ts';
import { type Fields, validate } from '../wire/validate.ts';
import { badJson, databaseRefusal, info, parseId } from './model-routes.ts';

const path = '/api/v1/security/users/';
const view = 'User';

const putFields: Fields = {
  username: { type: 'string', min: 1, max: 250 },
  first_name: { type: 'string' },
  last_name: { type: 'string' },
  email: { type: 'string' },
  password: { type: 'string' },
  active: { type: 'boolean' },
  roles: { type: 'integers' },
  groups: { type: 'integers' },
};
const required = ['username', 'first_name', 'last_name', 'email', 'password'];
const postFields: Fields = Object.fromEntries(
  Object.entries(putFields).map(([name, field]) => [
    name,
    required.includes(name) ? { ...field, required: true } : field,
  ]),
);

/** A validated body: the members of a row, lists as arrays. */
type UserValues = Partial<Pick<UserRow, 'username' | 'first_name' | 'last_name' | 'email' | 'password' | 'active'>> & {
  readonly roles?: readonly number[];
  readonly groups?: readonly number[];
};

/** `/api/v1/security/users/`. */
export function createUserRoutes(): readonly Route[] {
  // Accounts that a PUT is working on: a second one meets it in the database and fails.
  const busy = new Set<number>();
  return [
    info(path, view),
    {
      method: 'GET',
      path,
      access: { permission: 'can_get', view },
      handle: (context) =>
        answerList(
          visibleUsers(context.state).map((user) => toWire(context.state, user)),
          shape(context.state),
          context,
        ),
    },
    { method: 'GET', path: `${path}:id`, access: { permission: 'can_get', view }, handle: show },
    { method: 'POST', path, access: { permission: 'can_post', view }, handle: create },
    {
      method: 'PUT',
      path: `${path}:id`,
      access: { permission: 'can_put', view },
      async handle(context) {
        const id = parseId(context);
        if (busy.has(id)) return fatalError;
        busy.add(id);
        // Long enough for requests that were sent together to meet.
        await wait(5);
        busy.delete(id);
        return change(context, id);
      },
    },
    { method: 'DELETE', path: `${path}:id`, access: { permission: 'can_delete', view }, handle: remove },
  ];
}

const searchedSince6 = {
  id: 'integer',
  last_login: 'instant',
  login_count: 'integer',
  fail_login_count: 'integer',
  created_on: 'instant',
  changed_on: 'instant',
} as const;

function shape(state: EmulatorState): ListShape {
  return {
    columns: [
      'id',
      'roles.id',
      'roles.name',
      'first_name',
      'last_name',
      'username',
      'active',
      'email',
      'last_login',
      'login_count',
      'fail_login_count',
      'created_on',
      'changed_on',
      'created_by.id',
      'changed_by.id',
      'groups',
    ],
    searchColumns: {
      username: 'text',
      first_name: 'text',
      last_name: 'text',
      email: 'text',
      active: 'boolean',
      ...(state.traits.groupRoles ? searchedSince6 : {}),
      roles: { exists: (id) => state.roles.has(id) },
      groups: { exists: (id) => state.groups.has(id) },
    },
  };
}

function toWire(state: EmulatorState, user: UserRow): WireRow {
  const { password: _, ...row } = user;
  return {
    ...row,
    roles: [...user.roles].map((id) => ({ id, name: state.roles.get(id)?.name })),
    groups: [...user.groups].map((id) => {
      const { roles: _roles, ...group } = state.groups.get(id) ?? { id, roles: undefined };
      return group;
    }),
    created_by: user.created_by === null ? null : { id: user.created_by },
    changed_by: user.changed_by === null ? null : { id: user.changed_by },
  };
}

/** The accounts that the API shows, and changes: those that the configuration does not hide. */
function visibleUsers({ users, traits, hiddenUsers }: EmulatorState): readonly UserRow[] {
  return [...users.values()].filter(({ username }) => !traits.hidesUsers || !hiddenUsers.has(username));
}

function visibleUser(state: EmulatorState, id: number): UserRow | undefined {
  return visibleUsers(state).find((user) => user.id === id);
}

function show(context: RouteContext): Reply {
  const { state, query } = context;
  const user = visibleUser(state, parseId(context));
  return user === undefined ? notFound : answerItem(toWire(state, user), shape(state), query);
}

function create({ state, json: body, user: actor }: RouteContext): Reply {
  if (body === undefined) return badJson;
  const checked = validate(body, postFields);
  if (!checked.ok) return refusal(400, checked.errors);
  // Checked just now.
  const values = checked.values as UserValues &
    Required<Pick<UserRow, 'username' | 'first_name' | 'last_name' | 'email' | 'password'>>;
  if (!values.roles?.length && !values.groups?.length) {
    return refusal(400, { _schema: ["At least one of 'roles' or 'groups' must be provided and non-empty."] });
  }
  const unknown = unknownIds(state, values);
  if (unknown !== undefined)
    return refusal(400, { [unknown.list]: [`${unknown.noun}(s) with ID(s) [${unknown.ids.join(', ')}] not found.`] });
  const taken = takenColumn(state, undefined, values);
  if (taken !== undefined) return refusal(422, `UNIQUE constraint failed: ab_user.${taken}`);
  const id = state.nextId(state.users);
  const now = state.now();
  state.users.set(id, {
    id,
    ...values,
    active: values.active ?? state.traits.activeByDefault,
    roles: new Set(values.roles),
    groups: new Set(values.groups),
    last_login: null,
    login_count: null,
    fail_login_count: null,
    created_on: now,
    changed_on: now,
    created_by: actor().id,
    changed_by: actor().id,
  });
  return json(201, { id });
}

function change({ state, json: body, user: actor }: RouteContext, id: number): Reply {
  if (body === undefined) return badJson;
  const checked = validate(body, putFields);
  if (!checked.ok) return refusal(400, checked.errors);
  const values = checked.values as UserValues;
  const { roles, groups, ...members } = values;
  const user = visibleUser(state, id);
  if (roles?.length === 0 && groups?.length === 0) return refusal(400, 'User must have at least one role or group!');
  if (user === undefined) return fatalError;
  if (roles?.length === 0 && groups === undefined && user.groups.size === 0) {
    return refusal(400, 'Cannot clear all roles unless at least one group is assigned!');
  }
  if (groups?.length === 0 && roles === undefined && user.roles.size === 0) {
    return refusal(400, 'Cannot clear all groups unless at least one role is assigned!');
  }
  if (unknownIds(state, values) !== undefined) return fatalError;
  const taken = takenColumn(state, id, values);
  if (taken !== undefined) {
    return state.traits.duplicateUserPut === 500
      ? fatalError
      : refusal(422, `UNIQUE constraint failed: ab_user.${taken}`);
  }
  Object.assign(user, members, roles && { roles: new Set(roles) }, groups && { groups: new Set(groups) });
  user.changed_on = state.now();
  user.changed_by = actor().id;
  const { password: _, ...echo } = checked.values;
  return json(200, { result: echo });
}

function remove(context: RouteContext): Reply {
  const { state } = context;
  const id = parseId(context);
  if (visibleUser(state, id) === undefined) return notFound;
  if (hasMade(state, id)) {
    return databaseRefusal(
      state,
      'FOREIGN KEY constraint failed',
      'DELETE FROM ab_user WHERE ab_user.id = ?',
      `(${id},)`,
    );
  }
  state.users.delete(id);
  return refusal(200, 'OK');
}

/** Whether something of Superset's names the account as who created it, whoever owns it now. */
function hasMade(state: EmulatorState, id: number): boolean {
  const { databases, datasets, charts, dashboards, reports, rules } = state;
  return [databases, datasets, charts, dashboards, reports, rules].some((rows) =>
    rows.values().some((row) => row.created_by === id),
  );
}

interface UnknownIds {
  readonly list: 'roles' | 'groups';
  readonly noun: string;
  readonly ids: readonly number[];
}

function unknownIds(state: EmulatorState, { roles, groups }: UserValues): UnknownIds | undefined {
  const missing = (ids: readonly number[] = [], known: ReadonlyMap<number, unknown>): number[] =>
    [...new Set(ids)].filter((id) => !known.has(id)).sort((left, right) => left - right);
  const missingRoles = missing(roles, state.roles);
  if (missingRoles.length > 0) return { list: 'roles', noun: 'Role', ids: missingRoles };
  const missingGroups = missing(groups, state.groups);
  return missingGroups.length > 0 ? { list: 'groups', noun: 'Group', ids: missingGroups } : undefined;
}

/** Uniqueness minds case, as on SQLite and PostgreSQL. */
function takenColumn(
  state: EmulatorState,
  id: number | undefined,
  values: UserValues,
): 'username' | 'email' | undefined {
  const others = [...state.users.values()].filter((user) => user.id !== id);
  if (others.some((user) => user.username === values.username)) return 'username';
  return others.some((user) => user.email === values.email) ? 'email' : undefined;
}
