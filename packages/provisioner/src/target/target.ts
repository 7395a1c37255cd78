import type { SupersetClient } from '@scim-superset/superset-client';

/** A Superset to keep in line with the directory. */
export interface Target {
  /** Unique; names the target in the store, in plans and in logs. Renaming it starts from nothing. */
  readonly name: string;
  readonly superset: SupersetClient;
}
