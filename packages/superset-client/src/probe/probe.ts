import type { CallOptions } from '../call-options.ts';
import type { Requester } from '../http/requester.ts';
import { roleSearchPath } from '../roles/read-assignments.ts';
import { createInquiry } from './inquiry.ts';
import { missingPermissions } from './missing-permissions.ts';
import { readSelf } from './read-self.ts';
import type { SupersetProbe } from './superset-probe.ts';

/** Asks Superset what it is, and whether the service account can manage accounts and groups. */
export async function probe(requester: Requester, { signal }: CallOptions = {}): Promise<SupersetProbe> {
  const inquiry = createInquiry(requester, signal);

  const onUsers = await missingPermissions(inquiry, 'users');
  const readsRoles = await inquiry.reads('/api/v1/security/roles/');
  const searchesRoles = await inquiry.reads(roleSearchPath);
  const groupRoles = searchesRoles !== 'absent';
  const self = await readSelf(requester, signal);
  // Before 6.0 groups are of no use, but they came with 4.7 of Flask-AppBuilder, whose version Superset does not tell.
  const keepsPasswords = groupRoles || (await inquiry.permissions('/api/v1/security/groups/')) !== 'absent';
  return {
    versionClass: groupRoles ? 'since-6.0' : 'before-6.0',
    groupRoles,
    keepsPasswords,
    missingPermissions: [
      ...onUsers,
      ...(groupRoles ? await missingPermissions(inquiry, 'groups') : []),
      ...(readsRoles === 'allowed' ? [] : ['can_get on Role']),
      ...(searchesRoles === 'forbidden' ? ['can_list_roles on RoleRestAPI'] : []),
      // Whoever does not know its own account cannot take care not to deactivate it.
      ...(self === undefined && groupRoles ? ['can_read on CurrentUserRestApi'] : []),
    ],
    self,
  };
}
