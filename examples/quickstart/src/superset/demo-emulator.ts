import { readFile } from 'node:fs/promises';
import { createSupersetEmulator, type DataRow } from '@scim-superset/superset-client/testing';
import type { DemoSuperset } from './index.ts';
import { type DemoAccounts, newPassword, seed } from './seed.ts';

/** Starts the emulator of Superset with the demo's data, for machines without a Python that Superset runs on. */
export async function startDemoEmulator(port: number): Promise<DemoSuperset> {
  const data = await readFile(new URL('../../superset/demo-data.json', import.meta.url), 'utf8');
  const accounts: DemoAccounts = {
    admin: { username: 'admin', password: newPassword() },
    service: { username: 'scim-service', password: newPassword() },
  };
  const emulator = await createSupersetEmulator({
    port,
    admin: accounts.admin,
    tables: JSON.parse(data) as Record<string, DataRow[]>,
  });
  await seed(emulator.url, accounts);
  return {
    url: emulator.url,
    cast: 'the EMULATOR of Superset, not a real one',
    accounts,
    stop: () => emulator.stop(),
    kill: () => emulator.stop(),
    restart: () => emulator.start(),
  };
}
