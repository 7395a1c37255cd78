import type { ResourceStore } from '@scim-superset/core';
import { walkDesired } from '../desired/walk-desired.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import type { RoleMapping } from './role-mapping.ts';

/** Who has the grants of a mapping, by the directory as it is. */
export interface Holders {
  /** Users who have an account by the mapping. */
  readonly active: number;
  /** How many have a grant, by its name. */
  readonly ofGrant: ReadonlyMap<string, number>;
  /** How many have the first grant and also the second, which gives all its roles; see {@link coverKey}. */
  readonly ofBoth: ReadonlyMap<string, number>;
}

/** Names two grants of which the second gives all that the first does. */
export function coverKey(grant: string, broader: string): string {
  return JSON.stringify([grant, broader]);
}

/** Counts the holders of all grants of some mappings, in one walk over the directory. Whom a `when` fails for is left out. */
export async function countHolders(
  store: ResourceStore,
  mappings: readonly RoleMapping[],
): Promise<ReadonlyMap<RoleMapping, Holders>> {
  const counts = [...new Set(mappings)].map(createCount);
  for await (const user of walkDesired(store, mappings)) {
    for (const { mapping, add } of counts) {
      try {
        const { active, grants } = user.by(mapping);
        if (active) add(grants.map(({ name }) => name));
      } catch (error) {
        if (!ProvisionerError.is(error)) throw error;
      }
    }
  }
  return new Map(counts.map(({ mapping, holders }) => [mapping, holders]));
}

function createCount(mapping: RoleMapping) {
  const covers = new Map(
    mapping.grants.map((grant) => {
      const others = mapping.grants.filter(
        (other) => other !== grant && grant.roles.every((role) => other.roles.includes(role)),
      );
      return [grant.name, others.map(({ name }) => name)];
    }),
  );
  const ofGrant = new Map<string, number>();
  const ofBoth = new Map<string, number>();
  const holders = { active: 0, ofGrant, ofBoth };
  return {
    mapping,
    holders,
    add(names: readonly string[]): void {
      holders.active += 1;
      for (const name of names) {
        raise(ofGrant, name);
        for (const other of covers.get(name) ?? []) if (names.includes(other)) raise(ofBoth, coverKey(name, other));
      }
    },
  };
}

function raise(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
