import { expect } from 'vitest';
import type { Provisioner } from '../../src/index.ts';

/** Waits until exactly so many users are left, all of them failing, and returns the last failure. */
export async function stuckWith(provisioner: Provisioner, users: number): Promise<string | undefined> {
  const lag = async () => (await provisioner.status())[0]?.lag;
  await expect.poll(lag, { timeout: 15_000 }).toMatchObject({ pending: users, failing: users });
  await expect(provisioner.settled({ timeoutMs: 0 })).rejects.toMatchObject({ code: 'not-settled' });
  return (await lag())?.lastFailure;
}
