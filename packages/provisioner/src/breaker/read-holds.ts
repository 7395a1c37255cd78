import type { Link } from '@scim-superset/core';
import type { TargetContext } from '../target/target-context.ts';
import { type Hold, holdCounter, parseHold } from './hold.ts';
import type { Counter } from './revocation.ts';

/** A link with the hold that it carries. */
export interface HeldLink {
  readonly link: Link;
  readonly hold: Hold;
}

/** The first page is small, because whoever asks whether there is any needs one. */
const pageSizes = { first: 20, next: 1_000 };

/** All links of a target that carry a hold, by user id. */
export async function* readHolds({ store, name }: Pick<TargetContext, 'store' | 'name'>): AsyncGenerator<HeldLink> {
  let limit = pageSizes.first;
  for (let after = ''; ; ) {
    const links = await store.reconciliation.held(name, { after, limit });
    for (const link of links) {
      const hold = parseHold(link.hold);
      if (hold !== undefined) yield { link, hold };
    }
    after = links.at(-1)?.userId ?? after;
    if (links.length < limit) return;
    limit = pageSizes.next;
  }
}

/** Whether anybody waits for a decision on a loss of a counter. */
export async function hasStaged(context: Pick<TargetContext, 'store' | 'name'>, counter: Counter): Promise<boolean> {
  for await (const { hold } of readHolds(context)) {
    if (isStaged(hold, counter)) return true;
  }
  return false;
}

/** Whether a hold waits for a decision on a loss of a counter. */
export function isStaged(hold: Hold, counter: Counter): boolean {
  return hold.status === 'staged' && holdCounter(hold) === counter;
}
