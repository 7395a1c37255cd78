import type { CallOptions } from '../call-options.ts';

/** A dataset: a table, a view or a query that charts read from. */
export interface SupersetDataset {
  readonly id: number;
  /** The table's name. Unique only together with the rest. */
  readonly name: string;
  readonly schema: string | undefined;
  readonly databaseId: number;
  readonly databaseName: string;
}

/** Datasets (`/api/v1/dataset/`). */
export interface SupersetDatasets {
  /**
   * The datasets that the service account may query, by name: without `all_datasource_access`, or access to databases or
   * datasets, an empty list. Needs `can_read on Dataset`.
   */
  list(options?: CallOptions): Promise<readonly SupersetDataset[]>;
}
