import { createSupersetClient } from '@scim-superset/superset-client';
import { createSupersetEmulator } from '@scim-superset/superset-client/testing';
import { expect, it, onTestFinished } from 'vitest';
import { createScene } from '../support/scene.ts';

it('a Superset that is down fails its own part of a plan, and what was done at others is reported', async () => {
  const other = await createSupersetEmulator();
  const superset = createSupersetClient({ ...other, retries: 0, timeoutMs: 500 });
  onTestFinished(async () => {
    await superset.close();
    await other.stop().catch(() => {});
  });
  const { another, byHand, directory, account } = await createScene({ start: false, mapping: { grants: [] } });
  const targets = [
    { name: 'other', superset },
    { name: 'prod', superset: byHand },
  ];
  const provisioner = another({ targets });
  await directory.user('ada');
  const plan = await provisioner.plan();
  await other.stop();
  const report = await provisioner.apply(plan);
  const outcomes = report.targets.map((part) => [part.target, part.outcomes.map(({ outcome }) => outcome)]);
  expect(outcomes).toEqual([
    ['other', ['failed', 'failed']],
    ['prod', ['applied', 'applied']],
  ]);
  expect(report.targets[0]?.outcomes[0]?.message).toMatch(/cannot be reached/);
  expect(account('ada')?.active).toBe(true);
  // A plan that could not be read has nothing to be applied, whether or not the Superset answers by then.
  const [unread] = (await provisioner.apply(await provisioner.plan())).targets;
  expect(unread).toEqual({ target: 'other', outcomes: [] });
});
