import type { Link, ReconciliationStore } from '@scim-superset/core';

const pageSize = 1_000;

/** All links of a target, page by page, by user id. */
export async function* readLinks(reconciliation: ReconciliationStore, target: string): AsyncIterable<readonly Link[]> {
  for (let after = ''; ; ) {
    const links = await reconciliation.links(target, { after, limit: pageSize });
    yield links;
    after = links.at(-1)?.userId ?? after;
    if (links.length < pageSize) return;
  }
}
