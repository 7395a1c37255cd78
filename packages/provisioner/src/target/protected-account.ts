import type { SupersetUser } from '@scim-superset/superset-client';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import type { TargetCatalog } from './target-catalog.ts';

/** Whether an account is never touched: the service account, and break-glass accounts. */
export function isProtected(
  mapping: RoleMapping,
  catalog: Pick<TargetCatalog, 'self'>,
  account: Pick<SupersetUser, 'id' | 'username'>,
): boolean {
  return protectionOf(mapping, catalog, account) !== undefined;
}

/** Why an account is never touched; undefined when it may be. */
export function protectionOf(
  mapping: RoleMapping,
  { self }: Pick<TargetCatalog, 'self'>,
  account: Pick<SupersetUser, 'id' | 'username'>,
): 'service-account' | 'protected' | undefined {
  if (account.id === self?.id) return 'service-account';
  return mapping.protectedAccounts.has(account.username.toLowerCase()) ? 'protected' : undefined;
}
