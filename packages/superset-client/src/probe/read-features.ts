import type { SupersetAssetKind } from '../assets/superset-assets.ts';
import type { CallOptions } from '../call-options.ts';
import type { Requester } from '../http/requester.ts';
import { roleSearchPath } from '../roles/read-assignments.ts';
import { together, unless, works } from './feature.ts';
import { createInquiry } from './inquiry.ts';
import { readSight } from './read-sight.ts';
import { changeable, visible } from './sight-limits.ts';
import type { SupersetFeature, SupersetFeatures } from './superset-probe.ts';

/** Judges whether an account has what it needs on one resource. */
type Judge = (...needed: readonly string[]) => SupersetFeature;

const notHere = 'This Superset does not have it.';
const rolesPath = '/api/v1/security/roles/';
const listing = 'can_list_role_permissions on Role';
const permissionsPath = '/api/v1/security/permissions-resources/';
const apiKeysPath = '/api/v1/security/api_keys/';
const noApiKeys: SupersetFeature = { state: 'absent', reason: 'FAB_API_KEY_ENABLED is off, or this is before 6.0.' };

/** Asks Superset what can be used besides accounts and groups. */
export async function readFeatures(requester: Requester, { signal }: CallOptions = {}): Promise<SupersetFeatures> {
  const inquiry = createInquiry(requester, signal);

  /** Asks for the permissions on a resource; `asking` is the one without which the others cannot be asked for. */
  async function on(path: string, view: string, asking: string, absence: string): Promise<Judge> {
    const held = await inquiry.permissions(path);
    return (...needed) => {
      if (held === 'absent') return { state: 'absent', reason: absence };
      if (held === 'forbidden') return unless([`${asking} on ${view}`]);
      return unless(needed.filter((name) => !held.includes(name)).map((name) => `${name} on ${view}`));
    };
  }

  async function reads(path: string, permission: string, absence: string): Promise<SupersetFeature> {
    const answer = await inquiry.reads(path);
    if (answer === 'absent') return { state: 'absent', reason: absence };
    return unless(answer === 'forbidden' ? [permission] : []);
  }

  const token = await reads('/api/v1/security/csrf_token/', 'can_read on SecurityRestApi', notHere);
  const roleAssignments = await reads(roleSearchPath, 'can_list_roles on RoleRestAPI', 'Superset has it from 6.0 on.');
  const sight = await readSight(requester, { groupRoles: roleAssignments.state !== 'absent', signal });

  async function assets(
    kind: SupersetAssetKind,
    view: string,
    absence = notHere,
  ): Promise<{ readonly read: SupersetFeature; readonly write: SupersetFeature }> {
    const judge = await on(`/api/v1/${kind}/`, view, 'can_read', absence);
    return {
      read: together(judge('can_read'), visible(sight, kind)),
      write: together(judge('can_read', 'can_write'), token, changeable(sight)),
    };
  }

  const role = await on(rolesPath, 'Role', 'can_info', notHere);
  const rule = await on('/api/v1/rowlevelsecurity/', 'Row Level Security', 'can_read', notHere);
  const datasets = await assets('dataset', 'Dataset');
  const dashboards = await assets('dashboard', 'Dashboard');
  const charts = await assets('chart', 'Chart');
  const reports = await assets('report', 'ReportSchedule', 'The feature flag ALERT_REPORTS is off.');
  return {
    roleCreate: role('can_get', 'can_post'),
    roleDelete: role('can_delete'),
    // No role has this id, so whoever may look finds nothing.
    rolePermissions: unless((await inquiry.reads(`${rolesPath}0/permissions/`)) === 'forbidden' ? [listing] : []),
    roleSetPermissions: role('can_add_role_permissions', 'can_list_role_permissions'),
    roleAssignments,
    permissions: await reads(permissionsPath, 'can_get on PermissionViewMenu', notHere),
    rowLevelSecurity: rule('can_read'),
    rowLevelSecurityWrite: together(rule('can_read', 'can_write'), token),
    datasets: datasets.read,
    datasetWrite: datasets.write,
    dashboards: dashboards.read,
    dashboardWrite: dashboards.write,
    charts: charts.read,
    chartWrite: charts.write,
    reports: reports.read,
    reportWrite: reports.write,
    log: await reads('/api/v1/log/', 'can_read on Log', 'SUPERSET_LOG_VIEW or FAB_ADD_SECURITY_VIEWS is off.'),
    apiKeys: (await inquiry.reads(apiKeysPath)) === 'absent' ? noApiKeys : works,
  };
}
