import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { ReconciliationStore } from '@scim-superset/core';
import { z } from 'zod';

const leaseNote = 'drift-lease';
const leaseMs = 60_000;
const leaseSchema = z.object({ holder: z.string(), until: z.number() });

/** Keeps other processes from checking a target at the same time. */
export interface CheckLease {
  /** Aborts when the lease was lost, because this process was suspended or the store failed. */
  readonly lost: AbortSignal;
  /** Gives the lease back. */
  end(): Promise<void>;
}

/** Takes the lease of a target's checks; undefined while another process has it. Renewed until it is ended. */
export async function takeCheckLease(
  reconciliation: ReconciliationStore,
  target: string,
  clock: () => number,
): Promise<CheckLease | undefined> {
  const holder = `process ${process.pid} on ${hostname()} ${randomUUID()}`;
  const lost = new AbortController();

  async function hold(isMine: (current: string) => boolean, until: number | undefined): Promise<boolean> {
    const expected = await reconciliation.note(target, leaseNote);
    const current = leaseSchema.safeParse(expected).data;
    const now = clock();
    // One that ends later than any can was given before the clock was set back.
    const isHeld = current !== undefined && current.until > now && current.until <= now + leaseMs;
    if (isHeld && !isMine(current.holder)) return false;
    const value = until === undefined ? undefined : { holder, until };
    return reconciliation.swapNote(target, leaseNote, { expected, value });
  }

  const isMine = (current: string): boolean => current === holder;
  if (!(await hold(() => false, clock() + leaseMs))) return undefined;
  let heldUntil = performance.now() + leaseMs;
  async function renew(): Promise<void> {
    const startedAt = performance.now();
    try {
      if (startedAt < heldUntil && (await hold(isMine, clock() + leaseMs))) heldUntil = startedAt + leaseMs;
      else lost.abort(new Error(`Another process may be checking ${target}, because this one stood still`));
    } catch {
      // The store failed; the lease still holds, and the next renewal may succeed.
    }
  }
  const renewal = setInterval(() => void renew(), leaseMs / 3);
  renewal.unref();
  return {
    lost: lost.signal,
    async end() {
      clearInterval(renewal);
      // A lease that cannot be given back ends by itself.
      if (!lost.signal.aborted) await hold(isMine, undefined).catch(() => {});
    },
  };
}

/** Who has the lease of a target's checks, for people; undefined when nobody has. */
export async function readLeaseHolder(
  reconciliation: ReconciliationStore,
  target: string,
): Promise<string | undefined> {
  const lease = leaseSchema.safeParse(await reconciliation.note(target, leaseNote)).data;
  return lease?.holder.split(' ').slice(0, -1).join(' ');
}
