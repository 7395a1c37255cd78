import type {
  CallOptions,
  SupersetAsset,
  SupersetAssetKind,
  SupersetClient,
  SupersetFeatures,
} from '@scim-superset/superset-client';
import { assetKinds, describeLimit, reading } from './asset-kinds.ts';

/** What leavers own. */
export interface OwnedAssets {
  readonly assets: readonly SupersetAsset[];
  /** What cannot be seen, and what it would take; a sentence each. */
  readonly unseen: readonly string[];
}

/** With more owners than this, one list of everything takes fewer calls than a list for each. */
const ownersOneByOne = 3;

/**
 * Reads what accounts own, as far as the service account may see it. Where alerts and reports are switched off they do
 * not run, and there is nothing to see.
 */
export async function readAssets(
  superset: SupersetClient,
  features: SupersetFeatures,
  owners: ReadonlySet<number>,
  options: CallOptions,
): Promise<OwnedAssets> {
  const assets: SupersetAsset[] = [];
  const unseen: string[] = [];
  for (const kind of assetKinds) {
    const feature = reading(features, kind);
    const limit = describeLimit(kind, 'seen', feature);
    if (limit !== undefined) unseen.push(limit);
    if (feature.state === 'missing' || feature.state === 'absent') continue;
    assets.push(...(await readKind(superset, kind, owners, options)));
  }
  return { assets, unseen };
}

async function readKind(
  { assets }: SupersetClient,
  kind: SupersetAssetKind,
  owners: ReadonlySet<number>,
  options: CallOptions,
): Promise<readonly SupersetAsset[]> {
  const queries = owners.size > ownersOneByOne ? [options] : [...owners].map((owner) => ({ ...options, owner }));
  const found = new Map<number, SupersetAsset>();
  for (const query of queries) {
    for (const asset of await assets.list(kind, query)) found.set(asset.id, asset);
  }
  return [...found.values()].filter(({ ownerIds }) => ownerIds.some((id) => owners.has(id)));
}
