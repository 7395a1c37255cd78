import type { DataRow } from './emulator-state.ts';
import type { SupersetFault } from './faults.ts';
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
  /** Makes requests fail from now on. Returns what takes the fault back. */
  fault(fault: SupersetFault): () => void;
  /** Refuses connections, and cuts those it has, until {@link start}; keeps accounts, tokens and sessions. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
}
