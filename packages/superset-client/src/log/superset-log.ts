import type { CallOptions } from '../call-options.ts';

/** Something that somebody did in Superset. Its payload, which can hold SQL and form data, is not read. */
export interface SupersetLogEntry {
  readonly id: number;
  /** For example `DashboardRestApi.put`. */
  readonly action: string;
  readonly userId: number | undefined;
  /** When, in UTC without an offset, for example `2026-01-31T12:00:00.123456`. */
  readonly at: string;
  readonly dashboardId: number | undefined;
  readonly chartId: number | undefined;
}

/** Which entries to list. */
export interface SupersetLogQuery extends CallOptions {
  /** Only entries after this time, in the form of {@link SupersetLogEntry.at}. */
  readonly after?: string;
  /** At most so many. Default 1,000. */
  readonly limit?: number;
}

/**
 * The action log (`/api/v1/log/`). It records what people do with charts, dashboards and data, and reads of it; **no
 * change of an account, role or group is in it**. Needs `can_read on Log`; throws `not-found` where `SUPERSET_LOG_VIEW` or
 * `FAB_ADD_SECURITY_VIEWS` is off.
 */
export interface SupersetLog {
  /** The newest entries first. */
  list(query?: SupersetLogQuery): Promise<readonly SupersetLogEntry[]>;
}
