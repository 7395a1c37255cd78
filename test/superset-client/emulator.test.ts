import {
  createSupersetEmulator,
  type SupersetEmulator,
  type SupersetEmulatorOptions,
} from '@scim-superset/superset-client/testing';
import { type ContractTarget, contract, describeContract } from './contract.ts';
import { newDatabase, write } from './fixtures.ts';
import { restrictedCases } from './restricted-cases.ts';
import { createWireClient } from './wire-client.ts';

for (const version of ['6.1', '5.0', '4.1'] as const) {
  let emulator: SupersetEmulator;
  describeContract({
    title: `the emulator of Superset ${version}`,
    since6: version === '6.1',
    cases: contract,
    async start() {
      emulator = await startWithData({ version });
      return target(emulator);
    },
    stop: () => emulator.stop(),
  });
  describeContract({
    title: `the emulator of Superset ${version} that hides and shortens`,
    since6: version === '6.1',
    cases: restrictedCases,
    async start() {
      const restrictions = { hiddenUsers: ['hidden'], pageCap: 10, apiKeys: true, alertReports: false };
      emulator = await startWithData({ version, ...restrictions });
      return target(emulator);
    },
    stop: () => emulator.stop(),
  });
}

/** What a real one has from the quickstart, as far as the contract needs it. */
async function startWithData(options: SupersetEmulatorOptions): Promise<SupersetEmulator> {
  const tables = { sales: [{ region: 'EMEA' }, { region: 'EMEA' }, { region: 'APAC' }], payroll: [] };
  const emulator = await createSupersetEmulator({ tables, ...options });
  const { url, username, password } = target(emulator);
  const wire = await createWireClient(url, username, password);
  await write(wire, 'POST', '/api/v1/database/', newDatabase('Demo'));
  await write(wire, 'POST', '/api/v1/dataset/', { database: 1, table_name: 'sales' });
  return emulator;
}

function target({ url, credentials }: SupersetEmulator): ContractTarget {
  return { url, ...credentials };
}
