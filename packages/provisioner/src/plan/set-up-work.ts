import type { Actor } from '@scim-superset/core';
import type { CallOptions } from '@scim-superset/superset-client';
import type { ReadyCatalog } from '../target/ensure-grants.ts';
import type { TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import type { ItemOutcome } from './apply-report.ts';

/** What set-up items are applied with. */
export interface SetUpWork {
  readonly context: TargetContext;
  /** As it was when the items were compared again. */
  readonly catalog: TargetCatalog;
  readonly actor: Actor;
  readonly options: CallOptions;
}

const catalogTimeoutMs = 20_000;

/** The catalog with the base role, which is made if it is missing. */
export function catalogOf({ context, options }: SetUpWork): Promise<ReadyCatalog> {
  return context.catalog.get(options.signal ?? AbortSignal.timeout(catalogTimeoutMs));
}

/** What became of one of them. */
export type SetUpOutcome = Pick<ItemOutcome, 'outcome' | 'message'>;

/** Records what was done, for the audit chain. */
export async function recordSetUp(
  { context, actor }: SetUpWork,
  subject: { readonly type: 'SupersetUser' | 'SupersetGroup'; readonly id: string },
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  const at = new Date(context.clock()).toISOString();
  const event = { type: 'access.setup', at, actor, subject, data: { target: context.name, ...data } };
  await context.store.commit({ at, events: [event] });
}
