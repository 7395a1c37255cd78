import type { CallOptions } from '../call-options.ts';

/** What people own in Superset. Alerts are reports too. */
export type SupersetAssetKind = 'dashboard' | 'chart' | 'dataset' | 'report';

/** Something that people own. */
export interface SupersetAsset {
  readonly kind: SupersetAssetKind;
  readonly id: number;
  readonly name: string;
  readonly ownerIds: readonly number[];
  /** Of reports: whether it runs. */
  readonly active?: boolean;
  /** Of reports. */
  readonly reportType?: 'Alert' | 'Report';
}

/** Which assets to list. */
export interface SupersetAssetQuery extends CallOptions {
  /** Only those that this account owns, alone or with others. Default: all. */
  readonly owner?: number;
}

/**
 * Dashboards, charts, datasets, alerts and reports. What is listed is what the service account may see: an Admin
 * everything; others see only
 * - dashboards they own, and published ones with a chart on data they have access to, whatever their permissions;
 * - charts and datasets on data they have access to, with `all_datasource_access` all of them;
 * - alerts and reports they own, with `all_datasource_access` all of them.
 *
 * `features()` tells whether the lists are complete. Reading needs `can_read` on `Dashboard`, `Chart`, `Dataset` or
 * `ReportSchedule`; writing also `can_write` on it, `can_read on SecurityRestApi`, and to be Admin or an owner.
 * Where `ALERT_REPORTS` is off there are no reports, and every call for them throws `not-found`.
 */
export interface SupersetAssets {
  /** Assets of one kind, by name. */
  list(kind: SupersetAssetKind, query?: SupersetAssetQuery): Promise<readonly SupersetAsset[]>;
  /** One asset as it is now; undefined when there is none, or the service account does not see it. */
  get(kind: SupersetAssetKind, id: number, options?: CallOptions): Promise<SupersetAsset | undefined>;
  /**
   * Replaces the owners of an asset, and reads them back; inactive accounts may own. Throws `validation` for unknown
   * accounts, `not-found` when there is none or the service account does not see it, and `forbidden` when it sees it but
   * neither is Admin nor owns it. An owner that is not Admin cannot take itself out: then throws `forbidden` with
   * `maybeApplied`, the new owners beside it in place. Superset shows the service account as the last editor.
   */
  setOwners(kind: SupersetAssetKind, id: number, ownerIds: readonly number[], options?: CallOptions): Promise<void>;
  /** Lets an alert or report run, or not. Throws `not-found`, and `forbidden` as `setOwners` does. */
  setReportActive(id: number, active: boolean, options?: CallOptions): Promise<void>;
}
