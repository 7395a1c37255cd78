import { randomBytes } from 'node:crypto';
import { listOf, member, type SupersetRest, signIn } from './superset-rest.ts';

/** A name and password of the demo. Only this Superset, on 127.0.0.1, knows them. */
export interface Account {
  readonly username: string;
  readonly password: string;
}

/** Who manages the demo Superset. */
export interface DemoAccounts {
  readonly admin: Account;
  readonly service: Account;
}

/** A password that nobody guesses. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

/** The account somebody made by hand before there was any SCIM. */
export const handMade = {
  username: 'maria.santos@example.com',
  email: 'maria.santos@example.com',
  firstName: 'Maria',
  lastName: 'Santos',
  role: 'Alpha',
  dashboard: "Maria's weekly numbers",
} as const;

/** What the least service account must be able to do. */
const servicePermissions = [
  ...['can_get', 'can_info', 'can_post', 'can_put'].map((name) => [name, 'User'] as const),
  ...['can_get', 'can_info', 'can_post', 'can_put', 'can_delete'].map((name) => [name, 'Group'] as const),
  ...['can_get', 'can_post'].map((name) => [name, 'Role'] as const),
];

/** Superset has these from 6.0 on only. */
const servicePermissionsOfSix = [['can_list_roles', 'RoleRestAPI']] as const;

/** Which dataset each of the demo's own roles opens. */
const readerRoles = [
  { role: 'Sales Reader', table: 'sales' },
  { role: 'Finance Reader', table: 'payroll' },
] as const;

/** The only rows of `sales` that Sales Reader may see. */
export const rowLevelSecurityClause = "region = 'EMEA'";

/**
 * Fills a fresh Superset: a demo database with two datasets, a role that opens each, a row-level-security rule, the
 * least service account, and one account made by hand that owns a dashboard.
 */
export async function seed(url: string, { admin, service }: DemoAccounts): Promise<void> {
  const superset = await signIn(url, admin.username, admin.password);
  const database = await superset.send('POST', '/database/', {
    database_name: 'Demo',
    // Relative to the server's working folder, so that the prepared home can be copied anywhere.
    sqlalchemy_uri: 'sqlite:///demo.db',
    expose_in_sqllab: false,
  });
  for (const { table } of readerRoles) {
    await superset.send('POST', '/dataset/', { database: member(database, 'id'), table_name: table });
  }
  const permissions = await readPermissions(superset);
  const datasetIds = await readDatasetIds(superset);

  const roleIds = new Map<string, number>();
  for (const { role, table } of readerRoles) {
    const access = permissions.find(
      (permission) =>
        permission.name === 'datasource_access' && permission.view.endsWith(`(id:${datasetIds.get(table)})`),
    );
    if (access === undefined) throw new Error(`Superset has no datasource_access for the dataset "${table}"`);
    roleIds.set(role, await createRole(superset, role, [access.id]));
  }
  await superset.send('POST', '/rowlevelsecurity/', {
    name: 'Sales Reader sees EMEA only',
    filter_type: 'Regular',
    tables: [datasetIds.get('sales')],
    roles: [roleIds.get('Sales Reader')],
    clause: rowLevelSecurityClause,
    group_key: '',
    description: '',
  });

  const find = ([name, view]: readonly [string, string]): number | undefined =>
    permissions.find((permission) => permission.name === name && permission.view === view)?.id;
  const serviceIds = servicePermissions.map((pair) => {
    const id = find(pair);
    if (id === undefined) throw new Error(`Superset has no permission ${pair.join(' on ')}`);
    return id;
  });
  serviceIds.push(...servicePermissionsOfSix.map(find).filter((id) => id !== undefined));
  const serviceRole = await createRole(superset, 'SCIM Service', serviceIds);
  await createUser(superset, {
    ...service,
    email: 'scim@example.com',
    first: 'SCIM',
    last: 'Service',
    role: serviceRole,
  });

  const roles = await readRoles(superset);
  const mariaId = await createUser(superset, {
    username: handMade.username,
    password: newPassword(),
    email: handMade.email,
    first: handMade.firstName,
    last: handMade.lastName,
    role: roles.get(handMade.role) ?? 0,
  });
  await superset.send('POST', '/dashboard/', { dashboard_title: handMade.dashboard, owners: [mariaId] });
}

/** Role ids by name. */
async function readRoles(superset: SupersetRest): Promise<ReadonlyMap<string, number>> {
  const answer = await superset.get('/security/roles/?q=(page_size:100,keys:!(none))');
  return new Map(listOf(answer).map((role) => [String(member(role, 'name')), Number(member(role, 'id'))]));
}

/** Dataset ids by table name. */
async function readDatasetIds(superset: SupersetRest): Promise<ReadonlyMap<string, number>> {
  const answer = await superset.get('/dataset/?q=(page_size:100,keys:!(none))');
  return new Map(listOf(answer).map((item) => [String(member(item, 'table_name')), Number(member(item, 'id'))]));
}

async function readPermissions(superset: SupersetRest): Promise<{ id: number; name: unknown; view: string }[]> {
  const found: { id: number; name: unknown; view: string }[] = [];
  for (let page = 0; ; page += 1) {
    const items = listOf(await superset.get(`/security/permissions-resources/?q=(page_size:100,page:${page})`));
    for (const item of items) {
      found.push({
        id: Number(member(item, 'id')),
        name: member(member(item, 'permission'), 'name'),
        view: String(member(member(item, 'view_menu'), 'name')),
      });
    }
    if (items.length < 100) return found;
  }
}

async function createRole(superset: SupersetRest, name: string, permissionIds: readonly number[]): Promise<number> {
  const id = Number(member(await superset.send('POST', '/security/roles/', { name }), 'id'));
  await superset.send('POST', `/security/roles/${id}/permissions`, { permission_view_menu_ids: permissionIds });
  return id;
}

async function createUser(
  superset: SupersetRest,
  user: Account & { email: string; first: string; last: string; role: number },
): Promise<number> {
  const answer = await superset.send('POST', '/security/users/', {
    username: user.username,
    password: user.password,
    email: user.email,
    first_name: user.first,
    last_name: user.last,
    active: true,
    roles: [user.role],
  });
  return Number(member(answer, 'id'));
}
