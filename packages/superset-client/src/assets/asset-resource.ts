import { z } from 'zod';
import { ids } from '../answers.ts';
import type { Resource } from '../http/read-pages.ts';
import type { SupersetAsset, SupersetAssetKind } from './superset-assets.ts';

/** How one kind of asset is read. */
export interface AssetResource extends Resource<SupersetAsset> {
  /** The column of the name, which lists are ordered by. */
  readonly nameColumn: string;
}

const nameColumns = {
  dashboard: 'dashboard_title',
  chart: 'slice_name',
  dataset: 'table_name',
  report: 'name',
} as const satisfies Readonly<Record<SupersetAssetKind, string>>;

const name = z.string().nullish();
const answer = z.object({
  id: z.number(),
  dashboard_title: name,
  slice_name: name,
  table_name: name,
  name,
  owners: ids,
  active: z.boolean().nullish(),
  type: z.enum(['Alert', 'Report']).nullish(),
});

/** How assets of a kind are read. */
export function assetResource(kind: SupersetAssetKind): AssetResource {
  const nameColumn = nameColumns[kind];
  return {
    path: `/api/v1/${kind}/`,
    // One dashboard knows `owners` only, everything else `owners.id`; what a resource does not know it leaves out.
    columns: ['id', nameColumn, 'owners.id', 'owners', ...(kind === 'report' ? ['active', 'type'] : [])],
    nameColumn,
    item: answer.transform((asset) => ({
      kind,
      id: asset.id,
      name: asset[nameColumn] ?? '',
      ownerIds: asset.owners,
      ...(kind === 'report' ? { active: asset.active ?? false, reportType: asset.type ?? 'Report' } : {}),
    })),
  };
}
