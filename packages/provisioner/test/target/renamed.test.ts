import { expect, it } from 'vitest';
import { createScene } from '../support/scene.ts';

it('cuts off whoever is deleted while a new name and a new address were on their way to Superset', async () => {
  const { directory, provisioner, another, emulator } = await createScene({ options: { timing: { leaseMs: 100 } } });
  await directory.user('ada', { title: 'Finance' });
  await provisioner.settled();
  // Superset has taken the change, and the process has not heard of it when it ends.
  const heal = emulator.fault({
    method: 'PUT',
    path: /users/,
    applied: true,
    answer: 'silence',
    times: Number.POSITIVE_INFINITY,
  });
  await directory.user('ada', { userName: 'ada.king', emails: [{ value: 'ada.king@example.com' }] });
  const account = () => emulator.users().find(({ email }) => email === 'ada.king@example.com');
  await expect.poll(account, { timeout: 10_000 }).toMatchObject({ username: 'ada.king', active: true });
  const stopped = provisioner.stop();
  await directory.delete('User', 'ada');
  await stopped;
  heal();
  const next = another();
  next.start();
  await next.settled();
  expect(account()).toMatchObject({ active: false, effectiveRoles: ['SCIM Base'] });
});
