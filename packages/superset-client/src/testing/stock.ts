import type { EmulatorState } from './emulator-state.ts';
import type { AssetRow } from './rows.ts';
import type { EmulatedAsset, NewEmulatedAsset } from './superset-emulator.ts';

// Nothing has this id: what hangs on no data is seen by its owners and by whoever sees all data.
const nothing = 0;

/** Puts something that people own into a Superset, as if the first account had made it for them. Returns its id. */
export function addAsset(state: EmulatorState, asset: NewEmulatedAsset): number {
  const { kind, name, active = true, reportType: type = 'Report' } = asset;
  const rows = rowsOf(state, kind);
  const id = state.nextId(rows);
  const owners = new Set(asset.owners.map((username) => userId(state, username)));
  const row = { id, name, owners, created_by: 1 };
  switch (kind) {
    case 'dashboard':
      state.dashboards.set(id, { ...row, published: false });
      break;
    case 'chart':
      state.charts.set(id, { ...row, dataset: nothing, dashboards: new Set() });
      break;
    case 'dataset':
      state.datasets.set(id, { ...row, database: nothing, rows: [] });
      break;
    case 'report':
      state.reports.set(id, { ...row, type, active, chart: nothing });
      break;
  }
  return id;
}

/** Takes something that people own away. */
export function removeAsset(state: EmulatorState, kind: EmulatedAsset['kind'], id: number): void {
  rowsOf(state, kind).delete(id);
}

function rowsOf(state: EmulatorState, kind: EmulatedAsset['kind']): Map<number, AssetRow> {
  const { dashboards: dashboard, charts: chart, datasets: dataset, reports: report } = state;
  // Only read and deleted from by what follows, for which the kinds are alike.
  return { dashboard, chart, dataset, report }[kind] as Map<number, AssetRow>;
}

function userId(state: EmulatorState, username: string): number {
  const user = state.users.values().find((one) => one.username === username);
  if (user === undefined) throw new TypeError(`owners: the emulator has no account "${username}".`);
  return user.id;
}
