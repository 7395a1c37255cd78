import { createMemoryStore, type Store } from '@scim-superset/core';
import { createSqliteStore } from '@scim-superset/store-sqlite';
import { createSupersetClient, type SupersetClient } from '@scim-superset/superset-client';
import {
  createSupersetEmulator,
  type EmulatedUser,
  type EmulatedVersion,
  type SupersetEmulator,
} from '@scim-superset/superset-client/testing';
import { type BreakerOptions, createProvisioner, defineRoleMapping, type Provisioner } from '../../src/index.ts';
import { createDirectory, type Directory } from '../support/directory.ts';
import { createModel, type MappingModel, type Model, mappingInput, overridesInput } from './model.ts';
import { createMortal, type Life } from './mortal.ts';

/** What a world begins with. */
export interface WorldOptions {
  /** A Superset each. */
  readonly versions: readonly EmulatedVersion[];
  readonly mapping: MappingModel;
  /** An SQLite file; memory without. */
  readonly file: string | undefined;
  /** Whether people are asked as soon as two lose access within a second. */
  readonly cautious: boolean;
}

/** One Superset, who changes things there by hand, and what was there before anything began. */
export interface Place {
  readonly name: string;
  readonly emulator: SupersetEmulator;
  readonly byHand: SupersetClient;
  up: boolean;
  /** Whether somebody changed anything there by hand, so that a plan may be needed to put it right. */
  touched: boolean;
  /** Accounts that the provisioner must not touch, as they were. */
  strangers: readonly EmulatedUser[];
  /** Roles that somebody gave to accounts by hand, by account id. */
  readonly givenByHand: Map<number, Set<string>>;
  /** Ids of accounts that somebody changed by hand while they were nobody's: they are that person's business. */
  readonly claimedByHand: Set<number>;
}

/** A provisioner that runs, and may die. */
export interface Process {
  readonly provisioner: Provisioner;
  readonly life: Life;
  readonly mapping: MappingModel;
}

/** A directory, its Supersets, and the processes that serve them. */
export interface World {
  readonly model: Model;
  readonly directory: Directory;
  readonly places: readonly Place[];
  /** Begins a process with the mapping of this moment. */
  begin(): Process;
  /** Those that run, and those that have died unnoticed. */
  processes: Process[];
  end(): Promise<void>;
}

/** How long a user stays with a process that is dead, or that stands still. */
export const leaseMs = 200;

const patience = { retries: 1, retryDelayMs: 5, timeoutMs: 1_000 };

/** Short pauses, so that nothing waits for long, and leases that outlast a busy machine's. */
const timing = {
  ...{ pollMs: 5, retryMs: 5, retryMaxMs: 40, probeMaxMs: 20, leaseMs, attemptMs: 5_000, leaverMs: 50, lateMs: 20 },
};

const few = { count: 1, share: 0.01 };
const breaker: BreakerOptions = {
  ...{ windowMs: 1_000, floor: 1, deactivations: few, grantLosses: { ...few, shareOfGrant: 0.01 } },
};

/** Makes a world. */
export async function createWorld({ versions, mapping, file, cautious }: WorldOptions): Promise<World> {
  const stores: Store[] = [];
  const memory = file === undefined ? createMemoryStore() : undefined;
  const openStore = (): Store => {
    if (memory !== undefined) return memory;
    const store = createSqliteStore({ path: file ?? '' });
    stores.push(store);
    return store;
  };
  const clients: SupersetClient[] = [];
  const directory = createDirectory(openStore());
  const places = await Promise.all(versions.map((version, index) => createPlace(`target${index}`, version)));
  for (const { byHand } of places) clients.push(byHand);
  const model = createModel(mapping);
  for (const id of model.groups.keys()) await directory.group(id);

  const world: World = {
    model,
    directory,
    places,
    processes: [],
    begin() {
      const { life, store, dispatcher } = createMortal();
      const targets = places.map(({ name, emulator: { url, credentials } }) => {
        const options = { url, credentials, ...patience, dispatcher: dispatcher() };
        const superset = createSupersetClient(options);
        clients.push(superset);
        return { name, superset, overrides: overridesInput(model.mapping, name) };
      });
      const provisioner = createProvisioner({
        store: store(openStore()),
        mapping: defineRoleMapping(mappingInput(model.mapping)),
        targets,
        drift: { schedule: false },
        ...(cautious && { breaker }),
        timing,
      });
      provisioner.start();
      const begun = { provisioner, life, mapping: model.mapping };
      world.processes.push(begun);
      return begun;
    },
    async end() {
      for (const { life } of world.processes) life.end();
      await Promise.all(world.processes.map(({ provisioner }) => provisioner.stop()));
      await Promise.all(clients.map((client) => client.close()));
      await Promise.all(places.filter(({ up }) => up).map(({ emulator }) => emulator.stop()));
      for (const store of stores) await store.close();
    },
  };
  return world;
}

async function createPlace(name: string, version: EmulatedVersion): Promise<Place> {
  const emulator = await createSupersetEmulator({ version });
  const byHand = createSupersetClient({ ...emulator, ...patience });
  for (const role of ['Sales Reader', 'Finance Reader', 'Legal Reader', 'By Hand']) await byHand.roles.create(role);
  const roleIds = emulator
    .roles()
    .flatMap((role) => (role.name === 'By Hand' || role.name === 'Public' ? [role.id] : []));
  const groupId = await byHand.groups.create({ name: 'by hand', roleIds });
  for (const username of ['hand', 'break-glass']) {
    const account = { username, firstName: 'H', lastName: 'H', email: `${username}@example.com`, active: true };
    await byHand.users.create({ ...account, password: 'x', roleIds, groupIds: [groupId] });
  }
  return {
    ...{ name, emulator, byHand, up: true, touched: false },
    strangers: emulator.users(),
    givenByHand: new Map(),
    claimedByHand: new Set(),
  };
}
