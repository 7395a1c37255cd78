import type {
  SupersetAsset,
  SupersetAssetKind,
  SupersetClient,
  SupersetFeatures,
} from '@scim-superset/superset-client';
import type { SupersetEmulator } from '@scim-superset/superset-client/testing';

/** What people own in the emulator, and a client of it whose changes can be watched and stopped. */
export interface WatchedAssets {
  readonly client: SupersetClient;
  /** Every change that the client made. */
  readonly writes: string[];
  /** Puts an asset in; an alert runs. Returns its id. */
  add(kind: SupersetAssetKind, name: string, ownerIds: readonly number[]): number;
  get(name: string): Pick<SupersetAsset, 'id' | 'kind' | 'active' | 'ownerIds'> | undefined;
  remove(name: string): void;
  /** Replaces the owners as somebody does by hand. */
  handOver(name: string, ownerIds: readonly number[]): Promise<void>;
  /** Called before a change is made, and after; what they throw is thrown. */
  beforeWrite: (kind: SupersetAssetKind, id: number) => void | Promise<void>;
  afterWrite: () => void;
  /** What is said of the service account in place of what Superset says. */
  features: Partial<SupersetFeatures>;
}

/** Watches what a client does to assets of the emulator. */
export function watchAssets(emulator: SupersetEmulator, superset: SupersetClient): WatchedAssets {
  const usernameOf = (id: number): string => emulator.users().find((user) => user.id === id)?.username ?? '';
  const idOf = (username: string): number => emulator.users().find((user) => user.username === username)?.id ?? 0;
  const find = (wanted: string) => emulator.assets().find(({ name }) => name === wanted);
  const { assets } = superset;
  const watched: WatchedAssets = {
    writes: [],
    beforeWrite: () => {},
    afterWrite: () => {},
    features: {},
    add: (kind, name, ownerIds) =>
      emulator.addAsset({
        kind,
        name,
        owners: ownerIds.map(usernameOf),
        ...(kind === 'report' && { reportType: 'Alert' }),
      }),
    get(name) {
      const found = find(name);
      return found && { ...found, ownerIds: found.owners.map(idOf) };
    },
    remove(name) {
      const found = find(name);
      if (found !== undefined) emulator.removeAsset(found.kind, found.id);
    },
    async handOver(name, ownerIds) {
      const found = find(name);
      if (found !== undefined) await assets.setOwners(found.kind, found.id, ownerIds);
    },
    client: {
      ...superset,
      features: async (options) => ({ ...(await superset.features(options)), ...watched.features }),
      assets: {
        ...assets,
        setOwners: (kind, id, ownerIds, options) =>
          write(kind, id, { ownerIds }, () => assets.setOwners(kind, id, ownerIds, options)),
        setReportActive: (id, active, options) =>
          write('report', id, { active }, () => assets.setReportActive(id, active, options)),
      },
    },
  };

  async function write(kind: SupersetAssetKind, id: number, what: object, go: () => Promise<void>): Promise<void> {
    await watched.beforeWrite(kind, id);
    await go();
    watched.writes.push(`${kind} ${id} ${JSON.stringify(what)}`);
    watched.afterWrite();
  }
  return watched;
}
