import { z } from 'zod';
import type { TargetContext } from './target-context.ts';

const departureSchema = z.object({ username: z.string() });
const noteName = (account: number): string => `departed ${account}`;

/**
 * Notes that an account was left deactivated when its user was deleted from the directory: nothing else will tell whose it
 * was. There is at most one such note for each account of the Superset.
 */
export function noteDeparture(
  { store, name }: Pick<TargetContext, 'store' | 'name'>,
  account: number,
  username: string,
): Promise<void> {
  return store.reconciliation.putNote(name, noteName(account), { username });
}

/** Whether an account is one that was left deactivated, and not another one that got its id in a restored Superset. */
export async function hasDeparted(
  { store, name }: Pick<TargetContext, 'store' | 'name'>,
  { id, username }: { readonly id: number; readonly username: string },
): Promise<boolean> {
  const noted = departureSchema.safeParse(await store.reconciliation.note(name, noteName(id))).data;
  return noted?.username.toLowerCase() === username.toLowerCase();
}
