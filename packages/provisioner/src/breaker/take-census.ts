import { setImmediate } from 'node:timers/promises';
import { parseAccountState } from '../target/account-state.ts';
import { readLinks } from '../target/read-links.ts';
import type { TargetContext } from '../target/target-context.ts';
import type { Census } from './breaker-notes.ts';

/** Counts the active accounts of a target and who has which grant, from the links alone, leaving room for other work. */
export async function takeCensus({ store, name, clock }: TargetContext): Promise<Census> {
  const at = clock();
  const holders = new Map<string, number>();
  let active = 0;
  for await (const links of readLinks(store.reconciliation, name)) {
    for (const { account, state } of links) {
      const before = account === undefined ? undefined : parseAccountState(state);
      if (before?.active !== true) continue;
      active += 1;
      for (const grant of before.grants) holders.set(grant, (holders.get(grant) ?? 0) + 1);
    }
    await setImmediate();
  }
  return { at, active, holders };
}

/** The greater of two counts: an accident that is under way must not lower the limit that it is measured by. */
export function greaterCensus(before: Census | undefined, now: Census): Census {
  if (before === undefined) return now;
  const holders = new Map(before.holders);
  for (const [grant, count] of now.holders) holders.set(grant, Math.max(count, holders.get(grant) ?? 0));
  return { at: now.at, active: Math.max(before.active, now.active), holders };
}
