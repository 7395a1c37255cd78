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
export interface RoleRow {
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
export interface PermissionRow {
  readonly id: number;
  readonly permission: string;
  /** Changes with the name of the dataset that it opens. */
  view: string;
}

/** A row of a table in a connected database. */
export type DataRow = Readonly<Record<string, string | number | null>>;

/** A connected database. */
export interface DatabaseRow {
  readonly id: number;
  readonly name: string;
  readonly created_by: number;
}

/** What people own, of any kind. */
export interface AssetRow {
  readonly id: number;
  name: string | null;
  owners: ReadonlySet<number>;
  readonly created_by: number;
}

/** A dataset. */
export interface DatasetRow extends AssetRow {
  name: string;
  readonly database: number;
  readonly rows: readonly DataRow[];
}

/** A dashboard. */
export interface DashboardRow extends AssetRow {
  published: boolean;
}

/** A chart. */
export interface ChartRow extends AssetRow {
  name: string;
  readonly dataset: number;
  readonly dashboards: ReadonlySet<number>;
}

/** An alert or report. */
export interface ReportRow extends AssetRow {
  name: string;
  readonly type: 'Alert' | 'Report';
  active: boolean;
  readonly chart: number;
}

/** A row-level-security rule. */
export interface RuleRow {
  readonly id: number;
  name: string;
  filter_type: 'Regular' | 'Base';
  clause: string;
  group_key: string | null;
  description: string | null;
  tables: ReadonlySet<number>;
  roles: ReadonlySet<number>;
  readonly created_by: number;
}

/** A line of the action log. */
export interface LogRow {
  readonly id: number;
  readonly action: string;
  readonly user_id: number;
  readonly dttm: string;
  readonly dashboard_id: number | null;
  readonly slice_id: number | null;
}

/** An API key. */
export interface ApiKeyRow {
  readonly uuid: string;
  readonly user: number;
  readonly name: string;
  readonly key: string;
  readonly created_on: string;
}
