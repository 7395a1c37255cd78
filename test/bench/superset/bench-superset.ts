import { loadavg } from 'node:os';
import { benchCreations } from './creations.ts';
import { benchDeactivation } from './deactivation.ts';
import { renderMeasurements } from './measurement.ts';
import { benchMove } from './move.ts';
import { benchOneMember } from './one-member.ts';
import { benchScan } from './scan.ts';

const benches = {
  creations: benchCreations,
  scan: benchScan,
  'one-member': benchOneMember,
  move: benchMove,
  deactivation: benchDeactivation,
};

/** Measures on real Superset 6.1.0 what was chosen by name, or all of it, and prints a table. */
export async function benchSuperset(chosen: readonly string[]): Promise<void> {
  const names = chosen.length > 0 ? chosen : Object.keys(benches);
  const measurements = [];
  for (const name of names) {
    if (!(name in benches))
      throw new Error(`There is no bench "${name}"; there are ${Object.keys(benches).join(', ')}`);
    process.stderr.write(`Measuring ${name} …\n`);
    measurements.push(...(await benches[name as keyof typeof benches]()));
  }
  const load = loadavg().map((value) => value.toFixed(1));
  process.stdout.write(`\n${renderMeasurements(measurements)}\nLoad average at the end: ${load.join(', ')}\n`);
}
