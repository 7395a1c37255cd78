import { builtInPermissions, builtInRoles } from './built-in-permissions.ts';
import type {
  ApiKeyRow,
  ChartRow,
  DashboardRow,
  DatabaseRow,
  DataRow,
  DatasetRow,
  GroupRow,
  LogRow,
  PermissionRow,
  ReportRow,
  RoleRow,
  RuleRow,
  UserRow,
} from './rows.ts';
import type { VersionTraits } from './version-traits.ts';

/** Everything that a Superset remembers. */
export interface EmulatorState {
  readonly traits: VersionTraits;
  readonly users: Map<number, UserRow>;
  readonly roles: Map<number, RoleRow>;
  readonly groups: Map<number, GroupRow>;
  readonly permissions: Map<number, PermissionRow>;
  readonly databases: Map<number, DatabaseRow>;
  readonly datasets: Map<number, DatasetRow>;
  readonly dashboards: Map<number, DashboardRow>;
  readonly charts: Map<number, ChartRow>;
  readonly reports: Map<number, ReportRow>;
  readonly rules: Map<number, RuleRow>;
  readonly log: Map<number, LogRow>;
  /** Whether API keys are good for anything. */
  readonly takesApiKeys: boolean;
  /** API keys, by the key itself. */
  readonly apiKeys: Map<string, ApiKeyRow>;
  /** Tables that a connected database has. */
  readonly tables: Readonly<Record<string, readonly DataRow[]>>;
  /** Usernames that lists leave out. */
  readonly hiddenUsers: ReadonlySet<string>;
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
  readonly hiddenUsers: readonly string[];
  readonly apiKeys: boolean;
  readonly clock: () => number;
}

/** Creates what `superset init` and `fab create-admin` leave. */
export function createEmulatorState(options: EmulatorStateOptions): EmulatorState {
  const { traits, admin, tables, hiddenUsers, apiKeys, clock } = options;
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
    charts: new Map(),
    reports: new Map(),
    rules: new Map(),
    log: new Map(),
    takesApiKeys: apiKeys,
    apiKeys: new Map(),
    tables,
    hiddenUsers: new Set(hiddenUsers),
    nextId(table) {
      const id = (counters.get(table) ?? 0) + 1;
      counters.set(table, id);
      return id;
    },
    now: () => `${new Date(clock()).toISOString().slice(0, -1)}000`,
  };
  for (const pair of builtInPermissions({ traits, apiKeys })) addPermission(state, pair.permission, pair.view);
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
