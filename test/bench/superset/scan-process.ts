/** Scans once and prints a {@link ScanReport}: `scan-process.ts STORE URL plan|full|quick`, the account in `SUPERSET_ACCOUNT`. */
import { createProvisioner } from '@scim-superset/provisioner';
import { createSqliteStore } from '@scim-superset/store-sqlite';
import { createSupersetClient } from '@scim-superset/superset-client';
import { benchMapping, targetName } from './mapping.ts';
import type { ScanKind, ScanReport } from './scan.ts';

const [path = '', url = '', kind = ''] = process.argv.slice(2);
const store = createSqliteStore({ path });
const superset = createSupersetClient({ url, credentials: JSON.parse(process.env.SUPERSET_ACCOUNT ?? '') });
const provisioner = createProvisioner({ store, mapping: benchMapping, targets: [{ name: targetName, superset }] });
const work: Readonly<Record<ScanKind, () => Promise<number>>> = {
  plan: async () => {
    const { targets } = await provisioner.plan();
    return targets.flatMap(({ items }) => items.filter(({ kind }) => kind !== 'unmanaged-account')).length;
  },
  full: () => check(true),
  quick: () => check(false),
};

async function check(full: boolean): Promise<number> {
  const [drift] = (await provisioner.drift({ full })).targets;
  if (drift?.check !== (full ? 'full' : 'quick')) throw new Error(`Another check was made: ${JSON.stringify(drift)}`);
  return drift.findings.filter(({ item }) => item.kind !== 'unmanaged-account').length;
}

const start = performance.now();
const deviations = await work[kind as ScanKind]();
const ms = performance.now() - start;
const report: ScanReport = { ms, megabytes: process.resourceUsage().maxRSS / 1024, deviations };
process.stdout.write(JSON.stringify(report));
await superset.close();
await store.close();
