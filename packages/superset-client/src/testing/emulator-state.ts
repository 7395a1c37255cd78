import { builtInPermissions, builtInRoles } from './built-in-permissions.ts';
import type { VersionTraits } from './version-traits.ts';

/** A row of `ab_user`. */
export interface UserRow {
  readonly id: number;
  username: string;
  first_name: string;
  last_name: string;
  email: string;
  active: boolean | null;
  password: string;
  roles: ReadonlySet<number>;
  groups: ReadonlySet<number>;
  last_login: string | null;
  login_count: number | null;
  fail_login_count: number | null;
  readonly created_on: string;
  changed_on: string;
  readonly created_by: number | null;
  changed_by: number | null;
}

/** A row of `ab_role`. */
interface RoleRow {
  readonly id: number;
  name: string;
  permissions: ReadonlySet<number>;
}

/** A row of `ab_group`; its members are kept with the users. */
export interface GroupRow {
  readonly id: number;
  name: string;
  label: string | null;
  description: string | null;
  roles: ReadonlySet<number>;
}

/** A row of `ab_permission_view`. */
interface PermissionRow {
  readonly id: number;
  readonly permission: string;
  readonly view: string;
}

/** A row of a table in a connected database. */
export type DataRow = Readonly<Record<string, string | number | null>>;

/** A dataset. */
export interface DatasetRow {
  readonly id: number;
  readonly name: string;
  readonly database: number;
  readonly rows: readonly DataRow[];
  readonly created_by: number;
}

/** A dashboard. */
export interface DashboardRow {
  readonly id: number;
  readonly title: string | null;
  readonly owners: ReadonlySet<number>;
  readonly created_by: number;
}

/** A row-level-security rule. */
export interface RuleRow {
  readonly id: number;
  name: string;
  filter_type: 'Regular' | 'Base';
  clause: string;
  tables: ReadonlySet<number>;
  roles: ReadonlySet<number>;
}

/** Everything that a Superset remembers. */
export interface EmulatorState {
  readonly traits: VersionTraits;
  readonly users: Map<number, UserRow>;
  readonly roles: Map<number, RoleRow>;
  readonly groups: Map<number, GroupRow>;
  readonly permissions: Map<number, PermissionRow>;
  readonly databases: Map<number, string>;
  readonly datasets: Map<number, DatasetRow>;
  readonly dashboards: Map<number, DashboardRow>;
  readonly rules: Map<number, RuleRow>;
  /** Tables that a connected database has. */
  readonly tables: Readonly<Record<string, readonly DataRow[]>>;
  /** The next id of a table; ids are not used twice. */
  nextId(table: object): number;
  /** Superset's naive local time. */
  now(): string;
}

/** What a new Superset starts with. */
export interface EmulatorStateOptions {
  readonly traits: VersionTraits;
  readonly admin: { readonly username: string; readonly password: string };
  readonly tables: Readonly<Record<string, readonly DataRow[]>>;
  readonly clock: () => number;
}

/** Creates what `superset init` and `fab create-admin` leave. */
export function createEmulatorState({ traits, admin, tables, clock }: EmulatorStateOptions): EmulatorState {
  const counters = new Map<object, number>();
  const state: EmulatorState = {
    traits,
    users: new Map(),
    roles: new Map(),
    groups: new Map(),
    permissions: new Map(),
    databases: new Map(),
    datasets: new Map(),
    dashboards: new Map(),
    rules: new Map(),
    tables,
    nextId(table) {
      const id = (counters.get(table) ?? 0) + 1;
      counters.set(table, id);
      return id;
    },
    now: () => `${new Date(clock()).toISOString().slice(0, -1)}000`,
  };
  for (const pair of builtInPermissions(traits)) addPermission(state, pair.permission, pair.view);
  for (const [name, has] of builtInRoles(traits)) {
    const id = state.nextId(state.roles);
    const permissions = [...state.permissions.values()].filter(has).map((permission) => permission.id);
    state.roles.set(id, { id, name, permissions: new Set(permissions) });
  }
  const id = state.nextId(state.users);
  state.users.set(id, {
    id,
    username: admin.username,
    first_name: 'Superset',
    last_name: 'Admin',
    email: `${admin.username}@example.com`,
    active: true,
    password: admin.password,
    roles: new Set([1]),
    groups: new Set(),
    last_login: null,
    login_count: null,
    fail_login_count: null,
    created_on: state.now(),
    changed_on: state.now(),
    created_by: null,
    changed_by: null,
  });
  return state;
}

/** Adds a permission on a view, which the role Admin gets too. */
export function addPermission(state: EmulatorState, permission: string, view: string): number {
  const id = state.nextId(state.permissions);
  state.permissions.set(id, { id, permission, view });
  const admin = state.roles.get(1);
  if (admin !== undefined) admin.permissions = new Set([...admin.permissions, id]);
  return id;
}
