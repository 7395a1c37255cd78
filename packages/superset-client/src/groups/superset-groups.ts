import type { CallOptions } from '../call-options.ts';

/** A Superset group. Its roles count from Superset 6.0 on only. */
export interface SupersetGroup {
  readonly id: number;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly roleIds: readonly number[];
  readonly userIds: readonly number[];
}

/** What a group is created with or changed to; lists replace. */
export interface SupersetGroupInput {
  readonly name: string;
  readonly label?: string;
  readonly description?: string;
  readonly roleIds?: readonly number[];
  readonly userIds?: readonly number[];
}

/** Groups (`/api/v1/security/groups/`). */
export interface SupersetGroups {
  list(options?: CallOptions): Promise<readonly SupersetGroup[]>;
  get(id: number, options?: CallOptions): Promise<SupersetGroup | undefined>;
  /** Creates a group. An answer that got lost is resolved by looking. Returns the id. */
  create(group: SupersetGroupInput, options?: CallOptions): Promise<number>;
  /** Changes a group. `userIds` loses changes of accounts that are under way: then nothing else may write accounts. */
  update(id: number, change: Partial<SupersetGroupInput>, options?: CallOptions): Promise<void>;
  /** Deletes a group. Throws `not-found` when there is none, unless an earlier attempt of this call may have deleted it. */
  delete(id: number, options?: CallOptions): Promise<void>;
}
