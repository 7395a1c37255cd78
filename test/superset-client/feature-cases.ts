import { createSupersetClient, type SupersetFeatures } from '@scim-superset/superset-client';
import { expect } from 'vitest';
import { addActor, addRole, permissionIds } from './actor.ts';
import { addUser, type ContractCase } from './contract-case.ts';

const onUsers = ['can_get', 'can_info', 'can_post', 'can_put'].map((name) => `${name} on User`);
const onGroups = ['can_get', 'can_info', 'can_post', 'can_put', 'can_delete'].map((name) => `${name} on Group`);

/** What the least service account may do. */
export function leastPermissions(since6: boolean): readonly string[] {
  return [...onUsers, 'can_get on Role', ...(since6 ? [...onGroups, 'can_list_roles on RoleRestAPI'] : [])];
}

const reading = ['Dataset', 'Dashboard', 'Chart', 'ReportSchedule'].map((view) => `can_read on ${view}`);

/** What `probe()` and `features()` find out. */
export const featureCases: readonly ContractCase[] = [
  {
    name: 'the probe is content with the least service account, and names what is missing',
    async run({ wire, since6 }) {
      const least = leastPermissions(since6);
      const ids = await permissionIds(wire);
      const role = await addRole(wire, 'Service', least);
      const { id, username } = await addUser(wire, 'service', { roles: [role] });
      const client = createSupersetClient({ url: wire.url, credentials: { username, password: 'secret-1' } });
      const versionClass = since6 ? 'since-6.0' : 'before-6.0';
      const self = { id, username };
      expect(await client.probe()).toEqual({
        versionClass,
        groupRoles: since6,
        keepsPasswords: true,
        missingPermissions: [],
        self,
      });
      const kept = ['can_info on User', 'can_get on User', 'can_post on User', 'can_info on Group'];
      await wire.call('POST', `/api/v1/security/roles/${role}/permissions`, {
        body: { permission_view_menu_ids: kept.flatMap((name) => (least.includes(name) ? [ids.get(name)] : [])) },
      });
      const { missingPermissions } = await client.probe();
      expect([...missingPermissions].sort()).toEqual(least.filter((name) => !kept.includes(name)).sort());
      await expect(client.users.update(id, { firstName: 'x' })).rejects.toMatchObject({
        code: 'forbidden',
        status: 403,
      });
      await wire.call('PUT', `/api/v1/security/users/${id}`, { body: { active: false } });
      await expect(client.users.get(id)).rejects.toMatchObject({ code: 'unauthorised' });
      await client.close();
    },
  },
  {
    name: 'every feature works for an Admin, but for what this Superset does not have',
    async run({ client, since6 }) {
      const features = await client.features();
      const limited = Object.entries(features).filter(([, { state }]) => state !== 'works');
      expect(Object.fromEntries(limited)).toEqual({
        apiKeys: { state: 'absent', reason: expect.stringContaining('FAB_API_KEY_ENABLED') },
        ...(since6 ? {} : { roleAssignments: { state: 'absent', reason: expect.stringContaining('6.0') } }),
      });
    },
  },
  {
    name: 'the least service account lacks every other feature, and is told what it takes',
    async run({ wire, since6 }) {
      const service = await addActor(wire, 'service', leastPermissions(since6));
      const missing = (...permissions: string[]) => ({ state: 'missing', permissions });
      const expected: { [name in keyof SupersetFeatures]: unknown } = {
        roleCreate: missing('can_info on Role'),
        roleDelete: missing('can_info on Role'),
        rolePermissions: missing('can_list_role_permissions on Role'),
        roleSetPermissions: missing('can_info on Role'),
        roleAssignments: since6 ? { state: 'works' } : { state: 'absent', reason: expect.any(String) },
        permissions: missing('can_get on PermissionViewMenu'),
        rowLevelSecurity: missing('can_read on Row Level Security'),
        rowLevelSecurityWrite: missing('can_read on Row Level Security', 'can_read on SecurityRestApi'),
        datasets: missing('can_read on Dataset'),
        dashboards: missing('can_read on Dashboard'),
        charts: missing('can_read on Chart'),
        reports: missing('can_read on ReportSchedule'),
        datasetWrite: missing('can_read on Dataset', 'can_read on SecurityRestApi'),
        dashboardWrite: missing('can_read on Dashboard', 'can_read on SecurityRestApi'),
        chartWrite: missing('can_read on Chart', 'can_read on SecurityRestApi'),
        reportWrite: missing('can_read on ReportSchedule', 'can_read on SecurityRestApi'),
        log: missing('can_read on Log'),
        apiKeys: { state: 'absent', reason: expect.any(String) },
      };
      expect(await service.client.features()).toEqual(expected);
      await service.client.close();
    },
  },
  {
    name: 'a service account that reads all data sees everything but the drafts of others, and changes only its own',
    async run({ wire, since6 }) {
      const service = await addActor(wire, 'auditor', [
        ...leastPermissions(since6),
        ...reading,
        'can_list_role_permissions on Role',
        'all_datasource_access on all_datasource_access',
        'can_write on Chart',
        'can_read on SecurityRestApi',
      ]);
      const { datasets, dashboards, charts, reports, chartWrite, reportWrite } = await service.client.features();
      expect([datasets, charts, reports].map(({ state }) => state)).toEqual(['works', 'works', 'works']);
      expect(dashboards).toMatchObject({ state: 'partly' });
      expect(chartWrite).toMatchObject({ state: 'partly' });
      expect(reportWrite).toEqual({ state: 'missing', permissions: ['can_write on ReportSchedule'] });
      await service.client.close();
    },
  },
];
