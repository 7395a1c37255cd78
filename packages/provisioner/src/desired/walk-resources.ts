import type { Include, ResourceStore, StoredResource } from '@scim-superset/core';

const pageSize = 1_000;

/** Reads all resources of a type, page by page. */
export async function* walkResources(
  store: ResourceStore,
  type: 'User' | 'Group',
  include: Include = {},
): AsyncGenerator<StoredResource, void> {
  for (let after = 0; ; ) {
    const { resources } = await store.list({ type, include, after, limit: pageSize, total: false });
    yield* resources;
    after = resources.at(-1)?.sequence ?? after;
    if (resources.length < pageSize) return;
  }
}
