import type { SupersetUser } from '@scim-superset/superset-client';
import { accessEvent, reconcilerActor } from './access-event.ts';
import { accountClaimant, leaveToClaimant } from './account-claimant.ts';
import { parseAccountState } from './account-state.ts';
import { forgetAccount } from './deactivate-account.ts';
import { isProtected } from './protected-account.ts';
import type { TargetContext } from './target-context.ts';

/** A write to a user's account that may have reached Superset late. */
export interface LateWrite {
  readonly userId: string;
  /** Undefined for a creation. */
  readonly account: number | undefined;
  /** The username that the account had, or was created with. */
  readonly username: string;
}

const timeoutMs = 20_000;

/**
 * Undoes what a write did that came after a later one: the account of somebody whom the directory has is brought in line
 * again, and one that is nobody's any more is cut off.
 *
 * @throws {SupersetError}
 */
export async function lookAtLate(context: TargetContext, write: LateWrite): Promise<void> {
  const { store, name, superset } = context;
  const { reconciliation } = store;
  const { userId, account, username } = write;
  const link = await reconciliation.link(name, userId);
  // Whoever is still to be applied finds what was created, and goes on with it.
  if (link?.lags === true && account === undefined) return;
  if (link?.account !== undefined) {
    const urgent = parseAccountState(link.state)?.active === false;
    await reconciliation.markDirty([{ kind: 'user', id: userId, urgent }]);
  }
  const signal = AbortSignal.timeout(timeoutMs);
  const found =
    account === undefined
      ? await superset.users.findByUsername(username, { signal })
      : [await superset.users.get(account, { signal })];
  for (const live of found) {
    if (live === undefined || link?.account === String(live.id)) continue;
    await lookAtAccount(context, write, live, signal);
  }
}

async function lookAtAccount(
  context: TargetContext,
  { userId, username }: LateWrite,
  live: SupersetUser,
  signal: AbortSignal,
): Promise<void> {
  const { store, name, clock, logger, mapping } = context;
  if ((await accountClaimant(context, live)) !== undefined) return leaveToClaimant(context, live);
  const catalog = await context.catalog.get(signal);
  // What somebody else has changed since is theirs.
  const isOwnWork = catalog.self !== undefined && live.changedBy === catalog.self.id;
  if (!live.active || !isOwnWork || live.username !== username || isProtected(mapping, catalog, live)) return;
  logger.warn(
    { target: name, userId, account: live.id },
    "A write came late to an account that is nobody's; cutting it off",
  );
  const claim = { userId, account: String(live.id), state: {}, failure: undefined, applied: 0 };
  const { change } = await forgetAccount(context, claim, live.id, signal);
  if (change === undefined) return;
  const at = new Date(clock()).toISOString();
  const event = accessEvent(name, { userId, userName: username }, change, { at, actor: reconcilerActor });
  await store.commit({ at, events: [event] });
  await leaveToClaimant(context, live);
}
