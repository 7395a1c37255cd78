import { expect, it } from 'vitest';
import { createScene } from '../support/scene.ts';

it('explains every role by all ways that lead to it, and what is not as it should be', async () => {
  const { byHand, directory, provisioner, account, emulator } = await createScene();
  await directory.group('Europe');
  await directory.user('ada', { title: 'Finance' });
  await directory.members('Sales', { add: ['Europe'] });
  await directory.members('Europe', { add: ['ada'] });
  await provisioner.settled();
  const ids = new Map(emulator.roles().map(({ id, name }) => [name, id]));
  const roleIds = ['SCIM Base', 'Admin'].map((name) => ids.get(name) ?? 0);
  await byHand.users.update(account('ada')?.id ?? 0, { roleIds });

  const { user, grants, targets } = await provisioner.explain('ADA');
  expect(user).toEqual({ id: 'ada', userName: 'ada', active: true });
  expect(grants.map(({ name }) => name)).toEqual(['Sales', 'Finance']);
  const sales = {
    kind: 'grant',
    grant: 'Sales',
    reason: { kind: 'group', group: { id: 'Sales', displayName: 'Sales' } },
  };
  const finance = { kind: 'grant', grant: 'Finance', reason: { kind: 'filter', filter: 'title eq "Finance"' } };
  expect(targets[0]?.roles).toEqual([
    { role: 'Admin', paths: [{ kind: 'direct', changedBy: 'admin' }] },
    { role: 'Finance Reader', paths: [finance] },
    { role: 'Gamma', paths: [sales, finance] },
    { role: 'SCIM Base', paths: [{ kind: 'base' }] },
    { role: 'Sales Reader', paths: [sales] },
  ]);
  expect(targets[0]?.differences.map(({ kind }) => kind)).toEqual(['extra-role']);
});

it('explains why a user has no account', async () => {
  const { directory, provisioner } = await createScene();
  await directory.user('eve', { emails: [] });
  await expect
    .poll(async () => (await provisioner.explain('eve')).targets[0]?.failure?.message, { timeout: 15_000 })
    .toMatch(/no e-mail/);
  const { targets } = await provisioner.explain('eve');
  expect(targets[0]).toMatchObject({ account: undefined, roles: [], differences: [{ kind: 'conflict' }] });
  await expect(provisioner.explain('nobody')).rejects.toMatchObject({ code: 'unknown-user' });
});
