import { expect, it } from 'vitest';
import { createScene } from '../support/scene.ts';

it('finds roles that a Superset lacks, and Admin given by attributes', async () => {
  const { provisioner, another, emulator } = await createScene({
    start: false,
    mapping: {
      grants: [
        { name: 'Wrong', roles: ['Gama'], group: 'x' },
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
