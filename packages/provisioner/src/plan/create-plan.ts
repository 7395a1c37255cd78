import type { Store } from '@scim-superset/core';
import { type CallOptions, SupersetError } from '@scim-superset/superset-client';
import { readDirectory } from '../desired/read-directory.ts';
import { readKnownLinks } from '../target/known-links.ts';
import { createLastEditReader } from '../target/last-edit.ts';
import { readPlantedGroups } from '../target/planted-groups.ts';
import { readCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import { compareTarget, type TargetDifferences, type TargetReadings } from './compare-target.ts';
import { nameEditors } from './name-editors.ts';
import type { Plan, TargetPlan } from './plan.ts';
import type { PlanItem, PlanItemKind } from './plan-item.ts';
import { selectItems } from './select-items.ts';

/** What a plan is made of. */
export interface PlanInput {
  readonly store: Store;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Undefined: all. */
  readonly kinds: readonly PlanItemKind[] | undefined;
}

/** Compares targets with the directory. Writes nothing. A target that cannot be read says so in its part. */
export async function createPlan(
  contexts: readonly TargetContext[],
  { store, now, kinds }: PlanInput,
  options: CallOptions,
): Promise<Plan> {
  // Links first: whoever comes to the directory meanwhile has none, and so counts as not applied yet.
  const known = await Promise.all(
    contexts.map(async (context) => ({ context, links: await readKnownLinks(store.reconciliation, context.name) })),
  );
  const mappings = contexts.map(({ mapping }) => mapping);
  const directory = await readDirectory(store, mappings);
  const parts = known.map(async ({ context, links }): Promise<TargetPlan> => {
    const { name: target, mapping } = context;
    const part = { target, mapping: mapping.fingerprint };
    try {
      const { items, unseen } = await differences({ context, links, directory: directory.of(mapping) }, options);
      const unwatched = unseen.filter(({ kind }) => kinds?.includes(kind) ?? true).map(({ text }) => text);
      return { ...part, items: selectItems(items, kinds), ...(unwatched.length > 0 && { unwatched }) };
    } catch (error) {
      if (!SupersetError.is(error)) throw error;
      return { ...part, items: [], failure: error.message };
    }
  });
  return { createdAt: new Date(now).toISOString(), users: directory.size, targets: await Promise.all(parts) };
}

async function differences(
  known: Pick<TargetReadings, 'context' | 'links' | 'directory'>,
  options: CallOptions,
): Promise<{ readonly items: readonly PlanItem[] } & Pick<TargetDifferences, 'unseen'>> {
  const { mapping, superset } = known.context;
  const catalog = await readCatalog(superset, mapping, options);
  const planted = catalog.mode === 'direct' ? await readPlantedGroups(superset, options) : [];
  const readings = { ...known, catalog, planted, accounts: superset.users.list(options) };
  const { items, accounts, unseen } = await compareTarget(readings, options);
  return { items: await nameEditors(items, accounts, createLastEditReader(superset, catalog), options), unseen };
}
