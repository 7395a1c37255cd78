import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bearerTokens, issueToken, type Store } from '@scim-superset/core';
import { scimExpress } from '@scim-superset/express';
import {
  createProvisioner,
  defineRoleMapping,
  type LeaverPolicy,
  type Provisioner,
  type ProvisionerOptions,
  type RoleMappingInput,
} from '@scim-superset/provisioner';
import type { Account } from '@scim-superset/quickstart/superset';
import { createSqliteStore } from '@scim-superset/store-sqlite';
import { createSupersetClient } from '@scim-superset/superset-client';
import express from 'express';

/** A Superset as the service knows it. */
export interface ServiceTarget {
  readonly name: string;
  readonly url: string;
  readonly account: Account;
  readonly leaver?: LeaverPolicy;
}

/** What a service is started with. */
export interface ServiceOptions {
  /** Holds its SQLite file. */
  readonly folder: string;
  readonly mapping: RoleMappingInput;
  readonly targets: readonly ServiceTarget[];
  /** How long the client waits for one answer of Superset. Default: its own. */
  readonly supersetTimeoutMs?: number;
  readonly provisioner?: Pick<ProvisionerOptions, 'timing' | 'clock' | 'breaker' | 'logger'>;
}

/** The provisioner as a team would run it: in an Express application, with a token, on an SQLite file. */
export interface Service {
  /** The same after a restart. */
  readonly url: string;
  readonly token: string;
  /** Another one after each restart. */
  readonly provisioner: Provisioner;
  readonly store: Store;
  /** Ends it and starts it again on the same data. */
  restart(change?: Partial<Omit<ServiceOptions, 'folder'>>): Promise<void>;
  stop(): Promise<void>;
}

/** Long enough that a response always tells what Superset has, however busy the machine is. */
const patientTiming = { inlineWaitMs: 30_000, preflightMs: 30_000 };

/** Starts a service. */
export async function startService(options: ServiceOptions): Promise<Service> {
  let current = options;
  let running = await run(current, 0);
  const { port } = running;
  const { token } = await issueToken(running.store, { name: 'end-to-end' });
  return {
    url: `http://127.0.0.1:${port}/scim/v2`,
    token,
    get provisioner() {
      return running.provisioner;
    },
    get store() {
      return running.store;
    },
    async restart(change = {}) {
      await running.stop();
      current = { ...current, ...change };
      running = await run(current, port);
    },
    stop: () => running.stop(),
  };
}

async function run(
  { folder, mapping, targets, supersetTimeoutMs, provisioner: more }: ServiceOptions,
  wantedPort: number,
) {
  const store = createSqliteStore({ path: join(folder, 'scim.db') });
  const clients = targets.map(({ name, url, account, leaver = { policy: 'report' } }) => ({
    name,
    leaver,
    superset: createSupersetClient({
      url,
      credentials: account,
      ...(supersetTimeoutMs !== undefined && { timeoutMs: supersetTimeoutMs }),
    }),
  }));
  const provisioner = createProvisioner({
    store,
    mapping: defineRoleMapping(mapping),
    targets: clients,
    ...more,
    timing: { ...patientTiming, ...more?.timing },
  });
  const app = express().use('/scim/v2', scimExpress(provisioner.endpoint({ authenticate: bearerTokens(store) })));
  const server = app.listen(wantedPort, '127.0.0.1');
  await once(server, 'listening');
  provisioner.start();
  return {
    store,
    provisioner,
    // A listening TCP server has an address of this form.
    port: (server.address() as AddressInfo).port,
    async stop() {
      await close(server);
      await provisioner.stop();
      await Promise.all(clients.map(({ superset }) => superset.close()));
      await store.close();
    },
  };
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeIdleConnections();
  await once(server, 'close');
}
