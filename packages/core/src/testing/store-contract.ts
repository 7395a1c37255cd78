import type { Store } from '../store/store.ts';
import { auditCases } from './store-contract/audit-cases.ts';
import { claimCases } from './store-contract/claim-cases.ts';
import { conflictCases } from './store-contract/conflict-cases.ts';
import type { ContractCases } from './store-contract/contract-case.ts';
import { deletionCases } from './store-contract/deletion-cases.ts';
import { departureCases } from './store-contract/departure-cases.ts';
import { dirtyCases } from './store-contract/dirty-cases.ts';
import { heldCases } from './store-contract/held-cases.ts';
import { isolationCases } from './store-contract/isolation-cases.ts';
import { listCases } from './store-contract/list-cases.ts';
import { membershipCases } from './store-contract/membership-cases.ts';
import { noteCases } from './store-contract/note-cases.ts';
import { reopenCases } from './store-contract/reopen-cases.ts';
import { resourceCases } from './store-contract/resource-cases.ts';
import { settleCases } from './store-contract/settle-cases.ts';
import { tokenCases } from './store-contract/token-cases.ts';

/** How the suite gets at the store it is to try. */
export interface StoreContractOptions {
  /** Creates an empty store that takes the time from `clock` (milliseconds since the epoch). */
  readonly create: (clock: () => number) => Store | Promise<Store>;
  /** Closes a store made by `create` and opens its data again. Default: durability is not tried. */
  readonly reopen?: (store: Store, clock: () => number) => Store | Promise<Store>;
}

/** One promise of the store contract. */
export interface StoreContractCase {
  readonly name: string;
  /** Creates a store, tries it and closes it. Rejects with an AssertionError when the promise is not kept. */
  readonly run: () => Promise<void>;
}

/**
 * Lists the cases that every implementation of {@link Store} must pass. They use nothing but `node:assert`, so that any
 * test runner can run them.
 *
 * @example
 * for (const { name, run } of storeContract({ create: (clock) => createMemoryStore({ clock }) })) {
 *   test(name, run);
 * }
 */
export function storeContract({ create, reopen }: StoreContractOptions): readonly StoreContractCase[] {
  const cases: ContractCases = {
    ...resourceCases,
    ...conflictCases,
    ...membershipCases,
    ...deletionCases,
    ...listCases,
    ...dirtyCases,
    ...claimCases,
    ...settleCases,
    ...departureCases,
    ...heldCases,
    ...noteCases,
    ...auditCases,
    ...tokenCases,
    ...isolationCases,
    ...(reopen === undefined ? {} : reopenCases),
  };
  return Object.entries(cases).map(([name, run]) => ({
    name,
    run: async () => {
      const time = { now: Date.parse('2026-01-01T00:00:00.000Z') };
      const clock = (): number => time.now;
      let store = await create(clock);
      try {
        await run({
          store,
          time,
          reopen: async () => {
            if (reopen !== undefined) store = await reopen(store, clock);
            return store;
          },
        });
      } finally {
        await store.close();
      }
    },
  }));
}
