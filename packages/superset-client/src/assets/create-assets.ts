import { readAll, readOne } from '../http/read-pages.ts';
import type { Requester } from '../http/requester.ts';
import { readAfter, untilUnclear } from '../http/unclear.ts';
import { sameIds } from '../same-ids.ts';
import { SupersetError } from '../superset-error.ts';
import { assetResource } from './asset-resource.ts';
import type { SupersetAssets } from './superset-assets.ts';

/** Creates the assets part of a client. */
export function createAssets(requester: Requester): SupersetAssets {
  return {
    async list(kind, { owner, signal } = {}) {
      const { nameColumn, ...resource } = assetResource(kind);
      const filters = owner === undefined ? [] : [{ col: 'owners', opr: 'rel_m_m', value: owner } as const];
      const assets = await readAll(requester, { ...resource, filters, orderBy: nameColumn, signal });
      // Superset ignores the filter for an account that does not exist.
      return owner === undefined ? assets : assets.filter(({ ownerIds }) => ownerIds.includes(owner));
    },

    get: (kind, id, { signal } = {}) => readOne(requester, { ...assetResource(kind), id, signal }),

    async setOwners(kind, id, ownerIds, { signal } = {}) {
      const resource = assetResource(kind);
      const path = `${resource.path}${id}`;
      const body = { owners: [...new Set(ownerIds)] };
      const failure = await untilUnclear(requester.write({ method: 'PUT', path, body, csrf: true, signal }));
      const asset = await readAfter(readOne(requester, { ...resource, id, signal }), true);
      if (asset === undefined) throw new SupersetError('not-found', `The ${kind} ${id} was deleted.`);
      if (sameIds(asset.ownerIds, ownerIds)) return;
      if (failure !== undefined) throw failure;
      throw new SupersetError(
        'forbidden',
        `The ${kind} ${id} has the owners ${asset.ownerIds.join(', ')} instead of ${ownerIds.join(', ')}: Superset keeps an account that is not Admin among the owners of what it changes. Let an Admin account do it.`,
        { maybeApplied: true },
      );
    },

    async setReportActive(id, active, { signal } = {}) {
      const { path } = assetResource('report');
      await requester.write({ method: 'PUT', path: `${path}${id}`, body: { active }, csrf: true, signal });
    },
  };
}
