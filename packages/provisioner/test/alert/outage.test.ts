import { expect, it } from 'vitest';
import type { ProvisionerAlert } from '../../src/index.ts';
import { createScene } from '../support/scene.ts';

it('tells people of an outage that lasts and of its end, once each, and records both', async () => {
  const alerts: ProvisionerAlert[] = [];
  const options = { timing: { unavailableAlertMs: 50 }, alert: (alert: ProvisionerAlert) => void alerts.push(alert) };
  const { directory, provisioner, emulator } = await createScene({ options });
  await directory.user('ada');
  await provisioner.settled();
  await emulator.stop();
  await directory.user('ada', { active: false });
  await expect.poll(() => alerts, { timeout: 15_000 }).toHaveLength(1);
  expect(alerts[0]).toMatchObject({ kind: 'unavailable', target: 'prod', since: expect.stringMatching(/Z$/) });
  await emulator.start();
  await expect.poll(() => alerts, { timeout: 15_000 }).toHaveLength(2);
  expect(alerts[1]).toMatchObject({ kind: 'available', target: 'prod', downMs: expect.any(Number) });
  const events = await directory.store.audit.read({ after: 0, limit: 100 });
  expect(events.filter(({ type }) => type.startsWith('alert.')).map(({ type, subject }) => [type, subject.id])).toEqual(
    [
      ['alert.unavailable', 'prod'],
      ['alert.available', 'prod'],
    ],
  );
});

it('keeps a short outage to itself, and survives an alert option that throws', async () => {
  let told = 0;
  const alert = () => {
    told += 1;
    throw new Error('the channel is down, too');
  };
  const { another, directory, provisioner, emulator } = await createScene({ options: { alert } });
  await directory.user('ada');
  await provisioner.settled();
  const down = async (): Promise<void> => {
    await emulator.stop();
    await directory.user('ada', { active: false });
    await expect.poll(async () => (await provisioner.status())[0]?.availability.available).toBe(false);
    await emulator.start();
    await expect.poll(async () => (await provisioner.status())[0]?.availability.available).toBe(true);
  };
  await down();
  expect(told).toBe(0);
  await provisioner.stop();
  const eager = another({ timing: { unavailableAlertMs: 0 } });
  eager.start();
  await emulator.stop();
  await directory.user('ada', { active: true });
  await expect.poll(() => told).toBe(1);
  await emulator.start();
  await eager.settled();
});
