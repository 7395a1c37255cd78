import type { SupersetAsset } from '@scim-superset/superset-client';
import type { LeaverPolicy } from './leaver-policy.ts';
import type { LeaverAsset, LeaverStep } from './leavers.ts';

/** How an owner stands. Whoever is excluded has no account here, but has not left: the policy is for leavers alone. */
export type OwnerState = 'left' | 'excluded' | 'active' | 'inactive';

/** What {@link decide} looks at besides the asset. */
export interface Situation {
  /** Of each owner, in the asset's order. */
  readonly owners: readonly OwnerState[];
  readonly policy: LeaverPolicy['policy'];
  /** Account of the receiver; undefined when nothing can be transferred. */
  readonly receiver: number | undefined;
}

/** Says what is done about something that a leaver owns. */
export function decide(asset: SupersetAsset, situation: Situation): LeaverAsset {
  const step = stepFor(asset, situation);
  return { ...asset, shared: situation.owners.includes('active'), ...(step && { step }) };
}

function stepFor(asset: SupersetAsset, { owners, policy, receiver }: Situation): LeaverStep | undefined {
  if (!owners.includes('left')) return undefined;
  const isOrphaned = !owners.includes('active') && !owners.includes('excluded');
  if (policy === 'disable-alerts') return asset.active && isOrphaned ? { kind: 'switch-off' } : undefined;
  if (policy !== 'transfer' || receiver === undefined) return undefined;
  const others = asset.ownerIds.filter((_, index) => owners[index] !== 'left');
  return { kind: 'transfer', ownerIds: isOrphaned ? [...new Set([...others, receiver])] : others };
}
