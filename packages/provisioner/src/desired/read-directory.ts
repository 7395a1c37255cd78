import type { ResourceStore } from '@scim-superset/core';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import type { DesiredAccount } from './desired-account.ts';
import { walkDesired } from './walk-desired.ts';

/** What the directory wants by one mapping, user by user. */
export interface DesiredState {
  /** By user id. */
  readonly users: ReadonlyMap<string, DesiredAccount>;
  /** Users whose rules failed, by id, with the reason. */
  readonly failures: ReadonlyMap<string, { readonly userName: string; readonly reason: string }>;
}

/** The whole directory, as the mappings that it was read for see it. */
export interface DirectoryState {
  /** Number of users. */
  readonly size: number;
  of(mapping: RoleMapping): DesiredState;
}

interface GrowingState extends DesiredState {
  readonly users: Map<string, DesiredAccount>;
  readonly failures: Map<string, { userName: string; reason: string }>;
}

/** Reads the whole directory once and computes everybody's desired account by each of the mappings. */
export async function readDirectory(store: ResourceStore, mappings: readonly RoleMapping[]): Promise<DirectoryState> {
  // Targets without overrides share one mapping, and so one state.
  const states = new Map(mappings.map((mapping): [RoleMapping, GrowingState] => [mapping, emptyState()]));
  let size = 0;
  for await (const { id, user, by } of walkDesired(store, mappings)) {
    size += 1;
    for (const [mapping, { users, failures }] of states) {
      try {
        users.set(id, by(mapping));
      } catch (error) {
        if (!ProvisionerError.is(error)) throw error;
        failures.set(id, { userName: user.userName, reason: error.message });
      }
    }
  }
  return {
    size,
    of(mapping) {
      const state = states.get(mapping);
      // Nobody must take a mapping that was not asked for as a directory without users.
      if (state === undefined) throw new Error('The directory was not read for this mapping');
      return state;
    },
  };
}

function emptyState(): GrowingState {
  return { users: new Map(), failures: new Map() };
}
