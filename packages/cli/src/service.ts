import type { Logger, Store } from '@scim-superset/core';
import { createProvisioner, type Provisioner, parseRoleMapping, type Target } from '@scim-superset/provisioner';
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
  const store = openStore(configuration.store, configuration.folder);
  const targets = configuration.targets.map(({ name, url, credentials }) => ({
    name,
    superset: createSupersetClient({ url, credentials }),
  }));
  const storedAttributes = configuration.attributes;
  const provisioner = createProvisioner({ store, mapping, targets, storedAttributes, logger });
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
