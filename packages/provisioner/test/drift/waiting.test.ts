import { expect, it } from 'vitest';
import { takeCheckLease } from '../../src/drift/check-lease.ts';
import type { WaitingCheck } from '../../src/index.ts';
import { createScene } from '../support/scene.ts';

it('a check tells for whom it waits, once', async () => {
  const { provisioner, directory } = await createScene();
  const lease = await takeCheckLease(directory.store.reconciliation, 'prod', Date.now);
  const told: WaitingCheck[] = [];
  const onWait = (waiting: WaitingCheck): void => {
    told.push(waiting);
    if (told.length === 1) setTimeout(() => void lease?.end(), 600);
  };
  expect((await provisioner.drift({ onWait })).targets[0]?.failure).toBeUndefined();
  const actor = { kind: 'operator', id: 'ada' } as const;
  await provisioner.acceptRoles({ actor, reason: 'test', onWait });
  expect(told).toEqual([
    { target: 'prod', holder: expect.stringMatching(new RegExp(`^process ${process.pid} on \\S+$`)) },
  ]);
});
