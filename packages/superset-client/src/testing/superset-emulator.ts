import type { SupersetFault } from './faults.ts';
import type { DataRow } from './rows.ts';
import type { EmulatedVersion } from './version-traits.ts';

/** An account of the emulator, with names instead of ids. */
export interface EmulatedUser {
  readonly id: number;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly active: boolean;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  /** The roles that count: from 6.0 on with those of the groups. */
  readonly effectiveRoles: readonly string[];
}

/** A role of the emulator. */
export interface EmulatedRole {
  readonly id: number;
  readonly name: string;
  /** In Superset's words, for example `can_get on User`. */
  readonly permissions: readonly string[];
}

/** A group of the emulator, with names instead of ids. */
export interface EmulatedGroup {
  readonly id: number;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly roles: readonly string[];
  readonly users: readonly string[];
}

/** What people own in the emulator, with names instead of ids. */
export interface EmulatedAsset {
  readonly kind: 'dashboard' | 'chart' | 'dataset' | 'report';
  readonly id: number;
  readonly name: string;
  readonly owners: readonly string[];
  /** Of alerts and reports: whether it runs. */
  readonly active?: boolean;
  /** Of alerts and reports. */
  readonly reportType?: 'Alert' | 'Report';
}

/** Something that people own, to put into the emulator. An alert or report runs, and is a report, by default. */
export type NewEmulatedAsset = Omit<EmulatedAsset, 'id'>;

/** A request that the emulator got, oldest first. */
export interface RecordedRequest {
  readonly method: string;
  /** With the query, decoded. */
  readonly path: string;
  /** The JSON of the body, if there was any. */
  readonly body: unknown;
  /** Undefined while unanswered, and for connections that a fault cut. */
  readonly status: number | undefined;
}

/** Options of {@link createSupersetEmulator}. */
export interface SupersetEmulatorOptions {
  /** Default `6.1`. */
  readonly version?: EmulatedVersion;
  /** The first account, which has the role Admin. Default `admin` with password `admin`. */
  readonly admin?: { readonly username: string; readonly password: string };
  /** Tables of the database that `POST /api/v1/database/` connects, for datasets. Default none. */
  readonly tables?: Readonly<Record<string, readonly DataRow[]>>;
  /** Greatest page of lists (`FAB_API_MAX_PAGE_SIZE`). Default 100. */
  readonly pageCap?: number;
  /** Usernames that 6.1 hides (`EXCLUDE_USERS_FROM_LISTS`); older versions hide nobody. Default none. */
  readonly hiddenUsers?: readonly string[];
  /** Whether 6.1 issues and takes API keys (`FAB_API_KEY_ENABLED`); older versions know none. Default false. */
  readonly apiKeys?: boolean;
  /** Whether there are alerts and reports (the feature flag `ALERT_REPORTS`). Default true; a stock Superset has none. */
  readonly alertReports?: boolean;
  /** Lifetime of access tokens in seconds. Default 900. */
  readonly accessTokenSeconds?: number;
  /** Port of 127.0.0.1. Default a free one. */
  readonly port?: number;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
}

/** A running emulator. */
export interface SupersetEmulator {
  readonly url: string;
  readonly credentials: { readonly username: string; readonly password: string };
  /** Requests so far. */
  readonly requests: readonly RecordedRequest[];
  users(): readonly EmulatedUser[];
  roles(): readonly EmulatedRole[];
  groups(): readonly EmulatedGroup[];
  assets(): readonly EmulatedAsset[];
  /**
   * Puts something that people own in, without the data that it would show: only its owners, and who may read all data,
   * see it. Returns its id. Throws a TypeError for an owner that is no account.
   */
  addAsset(asset: NewEmulatedAsset): number;
  removeAsset(kind: EmulatedAsset['kind'], id: number): void;
  /** Makes requests fail from now on. Returns what takes the fault back. */
  fault(fault: SupersetFault): () => void;
  /** Refuses connections, and cuts those it has, until {@link start}; keeps accounts, tokens and sessions. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
}
