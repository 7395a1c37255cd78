import type { AuditEvent } from '../audit-chain.ts';
import type { Link } from '../reconciliation-store.ts';
import type { IndexKey, ResourcePut, StoredResource } from '../resource-store.ts';
import type { TokenRecord } from '../token-store.ts';

/** Everything an in-memory store holds. All values that leave the store are frozen. */
export interface MemoryState {
  readonly resources: Map<string, Entry>;
  /** Per type the entries in creation order, which is sequence order. */
  readonly byType: Map<string, Map<string, Entry>>;
  /** Ids by {@link keyText}. */
  readonly byKey: Map<string, Set<string>>;
  /** The one id that has a unique key, by {@link keyText}. */
  readonly uniqueOwners: Map<string, string>;
  /** Group id → direct members in the order they were added. */
  readonly members: Map<string, Set<string>>;
  /** Member id → the groups it is directly in. */
  readonly parents: Map<string, Set<string>>;
  lastSequence: number;
  readonly events: AuditEvent[];
  readonly subjects: Map<string, Subject>;
  readonly targets: Map<string, Target>;
  /** Per target the documents by name. */
  readonly notes: Map<string, Map<string, unknown>>;
  readonly tokens: Map<string, TokenRecord>;
}

/** A resource with what is needed to find and show it. */
export interface Entry {
  resource: StoredResource;
  keys: ResourcePut['keys'];
  label: string;
}

/** A user, or a deleted user whom some target still knows. */
export interface Subject {
  desired: number;
  /** The last desired version that was urgent; 0 when none was. */
  urgentVersion: number;
  /** When the first version was committed. */
  readonly first: number;
}

/** A link without what the pending users say. */
export type KeptLink = Omit<Link, 'lags'>;

/** What a target has applied and what it still has to. */
export interface Target {
  readonly links: Map<string, KeptLink>;
  /** Ids of the users whose links name an account. */
  readonly owners: Map<string, Set<string>>;
  /** Users whose applied version lags, in the order they began to. */
  readonly pending: Map<string, Pending>;
  /** Pending users whose last attempt failed, the latest failure last. */
  readonly failing: Set<string>;
}

/** A user that a target has still to be brought in line with. */
export interface Pending {
  readonly userId: string;
  urgent: boolean;
  since: number;
  leaseUntil: number;
  /** Whether the last claim was an exclusive one. */
  exclusive: boolean;
  retryAt: number;
  /** The version at which the user is held. */
  held: number | undefined;
  /** The version that was last given out, and when the first one after it was committed. */
  claimed: { readonly version: number; overtakenAt: number | undefined } | undefined;
}

/** A state without anything in it. */
export function createMemoryState(): MemoryState {
  return {
    resources: new Map(),
    byType: new Map(),
    byKey: new Map(),
    uniqueOwners: new Map(),
    members: new Map(),
    parents: new Map(),
    lastSequence: 0,
    events: [],
    subjects: new Map(),
    targets: new Map(),
    notes: new Map(),
    tokens: new Map(),
  };
}

/** One text for a key of a type. Type and name contain no space, so that no two keys share a text. */
export function keyText(type: string, key: IndexKey): string {
  return `${type} ${key.name} ${key.value}`;
}

/** Puts a value into the set that a map holds under a key. */
export function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}

/** Takes a value out of the set that a map holds under a key, and the set out of the map when it was the last. */
export function removeFrom(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set?.delete(value) && set.size === 0) map.delete(key);
}
