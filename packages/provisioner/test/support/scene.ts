import { createMemoryStore, type Store } from '@scim-superset/core';
import { createSupersetClient, type SupersetClient } from '@scim-superset/superset-client';
import {
  createSupersetEmulator,
  type EmulatedUser,
  type EmulatedVersion,
  type SupersetEmulator,
  type SupersetEmulatorOptions,
} from '@scim-superset/superset-client/testing';
import { onTestFinished } from 'vitest';
import {
  createProvisioner,
  defineRoleMapping,
  type Provisioner,
  type ProvisionerOptions,
  type RoleMappingInput,
} from '../../src/index.ts';
import { createDirectory, type Directory } from './directory.ts';

export interface Scene {
  readonly emulator: SupersetEmulator;
  /** A client of somebody who changes things by hand, who is the service account, too. */
  readonly byHand: SupersetClient;
  /** A client of another admin, an account that the provisioner never touches. */
  colleague(): Promise<SupersetClient>;
  readonly directory: Directory;
  readonly provisioner: Provisioner;
  account(username: string): EmulatedUser | undefined;
  /** The roles that count for an active account, without the base role. */
  roles(username: string): readonly string[];
  /** Another provisioner on the same store and Superset, as after a restart or beside the first. */
  another(options?: Partial<ProvisionerOptions>): Provisioner;
  /** Runs something and returns the requests that Superset got meanwhile, reads of the catalog left out. */
  requestsOf(work: () => Promise<unknown>): Promise<string[]>;
}

export interface SceneOptions {
  readonly version?: EmulatedVersion;
  readonly mapping?: Partial<RoleMappingInput>;
  readonly store?: Store;
  /** Superset's clock. */
  readonly supersetClock?: () => number;
  /** Tables of the database that somebody may connect. */
  readonly tables?: SupersetEmulatorOptions['tables'];
  readonly options?: Partial<ProvisionerOptions>;
  /** Default true. */
  readonly start?: boolean;
}

const grants: RoleMappingInput['grants'] = [
  { name: 'Admins', roles: ['Admin'], group: 'Superset Admins' },
  { name: 'Sales', roles: ['Gamma', 'Sales Reader'], group: 'Sales' },
  { name: 'Finance', roles: ['Gamma', 'Finance Reader'], filter: 'title eq "Finance"' },
];

/** Short pauses, so that tests do not wait, and generous bounds, so that a busy machine fails none. */
const timing = { pollMs: 5, retryMs: 5, retryMaxMs: 40, probeMaxMs: 20, inlineWaitMs: 15_000, preflightMs: 15_000 };

/** A directory, a provisioner and an emulated Superset with the roles of {@link grants}. */
export async function createScene(scene: SceneOptions = {}): Promise<Scene> {
  const emulator = await createSupersetEmulator({
    ...(scene.version !== undefined && { version: scene.version }),
    ...(scene.tables !== undefined && { tables: scene.tables }),
    ...(scene.supersetClock !== undefined && { clock: scene.supersetClock }),
  });
  onTestFinished(() => emulator.stop().catch(() => {}));
  const client = (credentials = emulator.credentials): SupersetClient => {
    const superset = createSupersetClient({ url: emulator.url, credentials, retries: 1, timeoutMs: 1_000 });
    onTestFinished(() => superset.close());
    return superset;
  };
  const byHand = client();
  for (const role of ['Sales Reader', 'Finance Reader']) await byHand.roles.create(role);
  const directory = createDirectory(scene.store ?? createMemoryStore(), scene.options?.clock);

  const another = (options: Partial<ProvisionerOptions> = {}): Provisioner => {
    const provisioner = createProvisioner({
      store: directory.store,
      mapping: defineRoleMapping({ grants, ...scene.mapping }),
      targets: [{ name: 'prod', superset: client() }],
      ...scene.options,
      ...options,
      timing: { ...timing, ...scene.options?.timing, ...options.timing },
    });
    onTestFinished(() => provisioner.stop());
    return provisioner;
  };
  const provisioner = another();
  await directory.group('Superset Admins');
  await directory.group('Sales');
  if (scene.start !== false) provisioner.start();

  const account = (username: string) => emulator.users().find((user) => user.username === username);
  return {
    emulator,
    byHand,
    async colleague() {
      const roleIds = emulator.roles().flatMap(({ id, name }) => (name === 'Admin' ? [id] : []));
      const account = { username: 'colleague', firstName: 'C', lastName: 'C', email: 'colleague@example.com' };
      await byHand.users.create({ ...account, active: true, password: 'colleague', roleIds });
      return client({ username: 'colleague', password: 'colleague' });
    },
    directory,
    provisioner,
    account,
    roles(username) {
      const found = account(username);
      return found?.active === true ? found.effectiveRoles.filter((role) => role !== 'SCIM Base') : [];
    },
    another,
    async requestsOf(work) {
      const before = emulator.requests.length;
      await work();
      return emulator.requests
        .slice(before)
        .map(
          ({ method, path }) => `${method} ${path.split('?')[0]?.replace('/api/v1/security/', '').replace(/\d+/, 'N')}`,
        )
        .filter((request) => !/csrf|login|refresh/.test(request));
    },
  };
}
