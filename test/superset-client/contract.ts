import { createSupersetClient } from '@scim-superset/superset-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assetCases } from './asset-cases.ts';
import { clientCases } from './client-cases.ts';
import { concurrencyCases } from './concurrency-cases.ts';
import type { ContractCase, ContractContext } from './contract-case.ts';
import { dataCases } from './data-cases.ts';
import { deletionCases } from './deletion-cases.ts';
import { escalationCases } from './escalation-cases.ts';
import { featureCases } from './feature-cases.ts';
import { listCases } from './list-cases.ts';
import { logCases } from './log-cases.ts';
import { permissionCases } from './permission-cases.ts';
import { roleAndGroupCases } from './role-and-group-cases.ts';
import { ruleCases } from './rule-cases.ts';
import { signInCases } from './sign-in-cases.ts';
import { stampCases } from './stamp-cases.ts';
import { userCases } from './user-cases.ts';
import { createWireClient } from './wire-client.ts';

/** A Superset to hold to the contract, and its administrator, whose account has the id 1. */
export interface ContractTarget {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** What every Superset does, whatever its configuration. */
export const contract: readonly ContractCase[] = [
  ...signInCases,
  ...userCases,
  ...stampCases,
  ...deletionCases,
  ...listCases,
  ...roleAndGroupCases,
  ...permissionCases,
  ...escalationCases,
  ...dataCases,
  ...ruleCases,
  ...assetCases,
  ...logCases,
  ...concurrencyCases,
  ...clientCases,
  ...featureCases,
];

/** A suite to register. */
export interface ContractSuite {
  readonly title: string;
  /** Whether the target is Superset 6.0 or later; that the client finds the same is part of the contract. */
  readonly since6: boolean;
  readonly cases: readonly ContractCase[];
  start(): Promise<ContractTarget>;
  stop(): Promise<void>;
}

/**
 * States what Superset's identity API answers, case by case. Registers a suite that runs all of it against a target; the
 * emulator and a real Superset must both pass. Leaves accounts, roles and groups behind, with names of its own.
 */
export function describeContract({ title, since6, cases, start, stop }: ContractSuite): void {
  describe(title, () => {
    let context: ContractContext;

    beforeAll(async () => {
      const { url, username, password } = await start();
      const client = createSupersetClient({ url, credentials: { username, password } });
      context = { wire: await createWireClient(url, username, password), client, since6 };
    });
    afterAll(async () => {
      await context?.client.close();
      await stop();
    });

    it('the client finds out what Superset it is, and who it is itself', async () => {
      const { client } = context;
      const versionClass = since6 ? 'since-6.0' : 'before-6.0';
      const self = { id: 1, username: 'admin' };
      expect(await client.probe()).toEqual({
        versionClass,
        groupRoles: since6,
        keepsPasswords: true,
        missingPermissions: [],
        self,
      });
    });
    for (const { name, run } of cases) it(name, () => run(context));
  });
}
