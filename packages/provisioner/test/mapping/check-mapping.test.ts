import { expect, it } from 'vitest';
import { createScene } from '../support/scene.ts';

it('finds roles that a Superset lacks, and Admin given by attributes', async () => {
  const { provisioner, another, emulator } = await createScene({
    start: false,
    mapping: {
      grants: [
        { name: 'Wrong', roles: ['Gama'], group: 'Sales' },
        { name: 'Broad', roles: ['Admin'], filter: 'title eq "CEO"' },
      ],
    },
  });
  expect(await provisioner.check()).toEqual([
    { severity: 'warning', grant: 'Broad', message: expect.stringMatching(/can become Admin/) },
    { severity: 'error', target: 'prod', grant: 'Wrong', message: expect.stringMatching(/the role "Gama".*prod/) },
  ]);
  await emulator.stop();
  expect((await another().check()).at(-1)).toMatchObject({ severity: 'warning', target: 'prod' });
});

it('finds groups that the directory does not have', async () => {
  const { provisioner, directory } = await createScene({
    start: false,
    mapping: {
      grants: [
        { name: 'Any case', roles: ['Gamma'], group: 'SALES' },
        { name: 'Id', roles: ['Gamma'], group: { id: 'Sales' } },
        { name: 'External', roles: ['Gamma'], group: { externalId: 'ext-1' } },
        { name: 'Typo', roles: ['Gamma'], group: 'Sale' },
        { name: 'Typo in the id', roles: ['Gamma'], group: { id: 'sales' } },
      ],
    },
  });
  await directory.group('Other', { externalId: 'ext-1' });
  expect(await provisioner.check()).toEqual([
    { severity: 'warning', grant: 'Typo', message: expect.stringMatching(/nobody.*displayName "Sale"/) },
    { severity: 'warning', grant: 'Typo in the id', message: expect.stringMatching(/nobody.*id "sales"/) },
  ]);
});

// There Gamma and Alpha may write groups, and nobody notices before the upgrade.
it.each(['5.0', '4.1'] as const)(
  'finds groups of Superset %s that an upgrade would make give roles',
  async (version) => {
    const { provisioner, byHand, emulator } = await createScene({ start: false, version });
    const admin = emulator.roles().find(({ name }) => name === 'Admin')?.id ?? 0;
    await byHand.groups.create({ name: 'Harmless' });
    await byHand.groups.create({ name: 'Planted', roleIds: [admin], userIds: [1] });
    expect(await provisioner.check()).toEqual([
      { severity: 'warning', target: 'prod', message: expect.stringMatching(/group "Planted".*Admin.*upgrade/) },
    ]);
  },
);
