import type { Logger, Store } from '@scim-superset/core';
import {
  createProvisioner,
  type Provisioner,
  parseMappingOverrides,
  parseRoleMapping,
  type Target,
} from '@scim-superset/provisioner';
import { createSupersetClient } from '@scim-superset/superset-client';
import { openStore } from './configuration/open-store.ts';
import { type LoadedConfiguration, readConfiguration } from './configuration/read-configuration.ts';

/** Everything a command works with; closing it releases the store and the connections. */
export interface Service {
  readonly configuration: LoadedConfiguration;
  readonly store: Store;
  readonly targets: readonly Target[];
  readonly provisioner: Provisioner;
  close(): Promise<void>;
}

/** Reads the configuration file and builds store, clients and provisioner from it. Starts nothing. */
export async function openService(file: string, logger: Logger): Promise<Service> {
  const configuration = await readConfiguration(file, process.env);
  const mapping = parseRoleMapping(configuration.mapping);
  const targets = configuration.targets.map(({ url, credentials, overrides, ...target }) => ({
    ...target,
    superset: createSupersetClient({ url, credentials }),
    ...(overrides !== undefined && { overrides: parseMappingOverrides(overrides, target.name) }),
  }));
  const store = openStore(configuration.store, configuration.folder);
  const { attributes: storedAttributes, drift, deletion = 'deactivate', breaker = {} } = configuration;
  const options = { storedAttributes, drift, deletion, breaker, logger };
  const provisioner = createProvisioner({ store, mapping, targets, ...options });
  return {
    configuration,
    store,
    targets,
    provisioner,
    async close() {
      await provisioner.stop();
      await Promise.all(targets.map(({ superset }) => superset.close()));
      await store.close();
    },
  };
}
