import { execFile, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { person } from './accounts.ts';
import { fill } from './fill.ts';
import { type Measurement, median, timed } from './measurement.ts';
import { createWorld, type World } from './world.ts';

const users = 20_000;
const rounds = 3;

/** A plan, a full check for drift, or a quick one. */
export type ScanKind = 'plan' | 'full' | 'quick';

/** What the process that scans prints. */
export interface ScanReport {
  readonly ms: number;
  /** Greatest resident memory of the whole process. */
  readonly megabytes: number;
  readonly deviations: number;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Plans and checks of 20,000 users beside raw paging through Superset's list of users, by turns. Each is made in a process
 * of its own with the packages as they are published, because loading their sources takes memory, too.
 */
export async function benchScan(): Promise<readonly Measurement[]> {
  await promisify(execFile)('tsc', ['-b', 'test/tsconfig.build.json'], { cwd: root });
  const world = await createWorld();
  try {
    const people = Array.from({ length: users }, (_, index) => person('member', index));
    await fill(world, people, (index) => (index < users / 2 ? 'North' : 'South'));
    const paging: number[] = [];
    const plans: ScanReport[] = [];
    const full: ScanReport[] = [];
    const quick: ScanReport[] = [];
    for (let round = 0; round < rounds; round += 1) {
      paging.push(await timed(() => page(world)));
      plans.push(await scan(world, 'plan'));
      full.push(await scan(world, 'full'));
      quick.push(await scan(world, 'quick'));
    }
    const spared = [await scan(world, 'full', ['--max-semi-space-size=16'])];
    const scans = [...plans, ...full, ...quick, ...spared];
    // What raw paging finds is compared nowhere; a scan that finds deviations has been fed wrongly.
    if (scans.some(({ deviations }) => deviations > 0)) throw new Error('The scan found deviations where none are');
    const [planMs, fullMs, quickMs] = [plans, full, quick].map((reports) => median(reports.map(({ ms }) => ms)));
    const most = (reports: readonly ScanReport[]) => Math.max(...reports.map(({ megabytes }) => megabytes));
    const raw = median(paging);
    return [
      { name: 'a plan of 20,000 users, raw paging', ours: planMs ?? 0, raw, limit: 1.3 },
      { name: 'a full check of 20,000 users for drift, raw paging', ours: fullMs ?? 0, raw, limit: 1.3 },
      { name: 'a quick check of 20,000 users for drift, a full one', ours: quickMs ?? 0, raw: fullMs ?? 0, limit: 0.2 },
      { name: 'memory of a process that plans', ours: most(plans), limit: 300, unit: 'MB' },
      { name: 'memory of a process that checks', ours: most([...full, ...quick]), limit: 300, unit: 'MB' },
      { name: 'the same with --max-semi-space-size=16', ours: most(spared), limit: 300, unit: 'MB' },
    ];
  } finally {
    await world.end();
  }
}

async function page({ raw }: World): Promise<void> {
  for (let number = 0; ; number += 1) {
    const q = `(keys:!(none),order_column:id,order_direction:asc,page:${number},page_size:100)`;
    const { result } = await raw.call('GET', `/users/?q=${encodeURIComponent(q)}`);
    if (result.length < 100) return;
  }
}

async function scan(
  { superset, storePath }: World,
  kind: ScanKind,
  flags: readonly string[] = [],
): Promise<ScanReport> {
  const program = fileURLToPath(new URL('./scan-process.ts', import.meta.url));
  const child = spawn(process.execPath, [...flags, program, storePath, superset.url, kind], {
    env: { ...process.env, SUPERSET_ACCOUNT: JSON.stringify(superset.accounts.service) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout));
}
