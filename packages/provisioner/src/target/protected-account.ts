import type { SupersetUser } from '@scim-superset/superset-client';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import type { TargetCatalog } from './target-catalog.ts';

/** Whether an account is never touched: the service account, and break-glass accounts. */
export function isProtected(
  mapping: RoleMapping,
  { self }: Pick<TargetCatalog, 'self'>,
  account: Pick<SupersetUser, 'id' | 'username'>,
): boolean {
  return account.id === self?.id || mapping.protectedAccounts.has(account.username.toLowerCase());
}
