import {
  createSupersetEmulator,
  type EmulatedVersion,
  type SupersetEmulator,
} from '@scim-superset/superset-client/testing';
import { type ContractTarget, describeContract } from './contract.ts';
import { cookie, createWireClient } from './wire-client.ts';

for (const version of ['6.1', '5.0', '4.1'] as const) {
  let emulator: SupersetEmulator;
  describeContract(
    `the emulator of Superset ${version}`,
    async () => {
      emulator = await startWithSales(version);
      return target(emulator);
    },
    () => emulator.stop(),
  );
}

async function startWithSales(version: EmulatedVersion): Promise<SupersetEmulator> {
  const sales = [{ region: 'EMEA' }, { region: 'EMEA' }, { region: 'APAC' }];
  const emulator = await createSupersetEmulator({ version, tables: { sales } });
  const { url, username, password } = target(emulator);
  const wire = await createWireClient(url, username, password);
  const csrf = await wire.call('GET', '/api/v1/security/csrf_token/');
  const headers = {
    cookie: cookie(csrf.headers),
    'x-csrftoken': String((csrf.body as { result: unknown }).result),
  };
  await wire.call('POST', '/api/v1/database/', {
    body: { database_name: 'Demo', sqlalchemy_uri: 'sqlite:///demo.db' },
    headers,
  });
  await wire.call('POST', '/api/v1/dataset/', { body: { database: 1, table_name: 'sales' }, headers });
  return emulator;
}

function target({ url, credentials }: SupersetEmulator): ContractTarget {
  return { url, ...credentials };
}
