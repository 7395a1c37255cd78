import type { CallOptions } from '../call-options.ts';

/** A rule that narrows what queries of some datasets return. */
export interface SupersetRowLevelSecurityRule {
  readonly id: number;
  readonly name: string;
  /** `Regular` filters for those who have one of the roles, `Base` for everybody but those. */
  readonly filterType: 'Regular' | 'Base';
  /** A condition in the database's SQL. */
  readonly clause: string;
  /** Rules with the same key are joined by OR, others by AND. Empty: a group of its own. */
  readonly groupKey: string;
  readonly datasetIds: readonly number[];
  /** A `Regular` rule without roles filters for nobody. */
  readonly roleIds: readonly number[];
}

/** What a rule is created with. */
export interface SupersetRowLevelSecurityInput {
  /** Unique; at most 255 characters. */
  readonly name: string;
  readonly filterType: 'Regular' | 'Base';
  readonly clause: string;
  readonly groupKey?: string;
  /** Superset's lists leave it out, so it is not read back. */
  readonly description?: string;
  /** At least one. */
  readonly datasetIds: readonly number[];
  readonly roleIds: readonly number[];
}

/**
 * Row-level security (`/api/v1/rowlevelsecurity/`). Reading needs `can_read on Row Level Security`; writing also
 * `can_write on Row Level Security` and `can_read on SecurityRestApi`.
 */
export interface SupersetRowLevelSecurity {
  /** All rules, by name. */
  list(options?: CallOptions): Promise<readonly SupersetRowLevelSecurityRule[]>;
  /**
   * Creates a rule. An answer that got lost is resolved by looking. Returns the id. Throws `conflict` for a taken name and
   * `validation` for unknown roles or datasets.
   */
  create(rule: SupersetRowLevelSecurityInput, options?: CallOptions): Promise<number>;
  /**
   * Changes a rule; what is absent stays, lists replace. Superset itself empties roles and datasets that a change leaves
   * out, which lifts the filter, so both are always sent, as they are read just before: one writer per rule at a time.
   * Throws as `create` does, and `not-found`.
   */
  update(id: number, change: Partial<SupersetRowLevelSecurityInput>, options?: CallOptions): Promise<void>;
  /** Deletes a rule, and with it its filter. Throws `not-found` when there is none, unless an earlier attempt of this call may have deleted it. */
  delete(id: number, options?: CallOptions): Promise<void>;
}
