import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enterpriseUserUrn } from '@scim-superset/core';
import type { RoleMappingInput } from '@scim-superset/provisioner';
import {
  createIdentityProvider,
  createWitness,
  type IdentityProvider as ScimClient,
} from '@scim-superset/quickstart/story';
import type { SupersetVersion } from '@scim-superset/quickstart/superset';
import { type InterceptingProxy, startProxy } from '../faults/proxy.ts';
import { createEntra } from '../identity-providers/entra.ts';
import type { IdentityProvider } from '../identity-providers/identity-provider.ts';
import { type RealSuperset, startRealSuperset } from '../real-superset.ts';
import { type ByHand, createByHand } from './by-hand.ts';
import { createOnlooker, type Onlooker } from './onlooker.ts';
import { type Service, type ServiceOptions, startService } from './service.ts';

/** The Supersets that everything is shown on. */
export const versions: readonly SupersetVersion[] = ['6.1.0', '5.0.0', '4.1.4'];

/** A real Superset, a service that provisions it, identity providers, and people who look. */
export interface World {
  readonly superset: RealSuperset;
  /** Whether the roles of groups count there. */
  readonly groupMode: boolean;
  /** Between the service and Superset; everybody else goes straight. */
  readonly proxy: InterceptingProxy;
  readonly service: Service;
  /** SCIM clients that call themselves what identity providers do. */
  readonly microsoft: ScimClient;
  readonly okta: ScimClient;
  /** Entra, where it does not matter which identity provider it is. */
  readonly idp: IdentityProvider;
  /** Superset's administrator. */
  readonly byHand: ByHand;
  /** Lets somebody sign in to Superset; whatever they see from then on is theirs to see. */
  onlooker(username: string): Promise<Onlooker>;
  /** Makes the provisioner's clock run ahead, so that what it keeps for some time is out of date. */
  pass(ms: number): void;
  end(): Promise<void>;
}

/** The mapping that worlds begin with. */
export const mapping: RoleMappingInput = {
  protectedAccounts: ['admin'],
  grants: [
    { name: 'Sales', roles: ['Gamma', 'Sales Reader'], group: 'Sales Analysts' },
    { name: 'Finance', roles: ['Gamma', 'Finance Reader'], group: 'Finance Team' },
    { name: 'Data', roles: ['Alpha'], filter: `${enterpriseUserUrn}:department eq "Data"` },
    { name: 'Admins', roles: ['Admin'], group: 'Superset Admins' },
  ],
};

/** Starts a world with a fresh Superset of that version. */
export async function startWorld(version: SupersetVersion, options: Partial<ServiceOptions> = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'scim-superset-world-'));
  const superset = await startRealSuperset(version);
  const proxy = await startProxy(superset.url);
  let ahead = 0;
  const service = await startService({
    folder,
    mapping,
    targets: [{ name: 'prod', url: proxy.url, account: superset.accounts.service }],
    provisioner: { clock: () => Date.now() + ahead },
    ...options,
  });
  const client = (userAgent: string) => createIdentityProvider(service.url, service.token, userAgent);
  const microsoft = client('Microsoft SCIM Provisioning');
  const byHand = await createByHand(superset.url, superset.accounts.admin);
  return {
    superset,
    groupMode: version.startsWith('6.'),
    proxy,
    service,
    microsoft,
    okta: client('Okta SCIM Client 1.0.0'),
    idp: createEntra(microsoft, 'older'),
    byHand,
    async onlooker(username) {
      const password = crypto.randomUUID();
      await byHand.change(username, { password });
      return createOnlooker(await createWitness(superset.url, username, password));
    },
    pass(ms) {
      ahead += ms;
    },
    async end() {
      await service.stop();
      await proxy.close();
      await superset.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
