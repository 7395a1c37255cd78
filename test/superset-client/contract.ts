import { createSupersetClient } from '@scim-superset/superset-client';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { clientCases } from './client-cases.ts';
import type { ContractContext } from './contract-case.ts';
import { dataCases } from './data-cases.ts';
import { listCases } from './list-cases.ts';
import { roleAndGroupCases } from './role-and-group-cases.ts';
import { signInCases } from './sign-in-cases.ts';
import { userCases } from './user-cases.ts';
import { createWireClient } from './wire-client.ts';

/** A Superset to hold to the contract, and its administrator, whose account has the id 1. */
export interface ContractTarget {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/**
 * States what Superset's identity API answers, case by case. Registers a suite that runs all of it against a target; the
 * emulator and a real Superset must both pass. Leaves accounts, roles and groups behind, with names of its own.
 */
export function describeContract(title: string, start: () => Promise<ContractTarget>, stop: () => Promise<void>): void {
  describe(title, () => {
    let context: ContractContext;

    beforeAll(async () => {
      const { url, username, password } = await start();
      const client = createSupersetClient({ url, credentials: { username, password } });
      const { groupRoles } = await client.probe();
      context = { wire: await createWireClient(url, username, password), client, since6: groupRoles };
    });
    afterAll(async () => {
      await context?.client.close();
      await stop();
    });

    for (const { name, run } of [
      ...signInCases,
      ...userCases,
      ...listCases,
      ...roleAndGroupCases,
      ...dataCases,
      ...clientCases,
    ]) {
      it(name, () => run(context));
    }
  });
}
