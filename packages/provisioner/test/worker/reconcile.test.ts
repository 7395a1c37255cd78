import { afterEach, describe, expect, it } from 'vitest';
import { createProvisioner, defineRoleMapping, type Provisioner, type RoleMappingInput } from '../../src/index.ts';
import { createDirectory } from '../support/directory.ts';
import { createFakeSuperset, type FakeSuperset } from '../support/fake-superset.ts';

const grants: RoleMappingInput['grants'] = [
  { name: 'Admins', roles: ['Admin'], group: 'Superset Admins' },
  { name: 'Sales', roles: ['Gamma', 'Sales Reader'], group: 'Sales' },
  { name: 'Finance', roles: ['Gamma', 'Finance Reader'], filter: 'title eq "Finance"' },
];

let provisioner: Provisioner;
afterEach(() => provisioner.stop());

async function setUp(fake: FakeSuperset, mapping: Partial<RoleMappingInput> = {}) {
  const directory = createDirectory();
  provisioner = createProvisioner({
    store: directory.store,
    mapping: defineRoleMapping({ grants, ...mapping }),
    targets: [{ name: 'prod', superset: fake }],
    timing: { pollMs: 5, retryMs: 5, retryMaxMs: 20, probeMaxMs: 20 },
  });
  provisioner.start();
  await directory.group('Superset Admins');
  await directory.group('Sales');
  return { directory, fake };
}

for (const groupRoles of [true, false]) {
  describe(groupRoles ? 'in group mode' : 'in direct mode', () => {
    it('creates, moves, deactivates and rehires a user', async () => {
      const { directory, fake } = await setUp(createFakeSuperset({ groupRoles }));
      await directory.user('ada');
      await directory.members('Sales', { add: ['ada'] });
      await provisioner.settled();
      expect(fake.rolesOf('ada')).toEqual(['Gamma', 'SCIM Base', 'Sales Reader']);

      await directory.members('Sales', { remove: ['ada'] });
      await directory.members('Superset Admins', { add: ['ada'] });
      await provisioner.settled();
      expect(fake.rolesOf('ada')).toEqual(['Admin', 'SCIM Base']);

      await directory.user('ada', { active: false });
      await provisioner.settled();
      expect(fake.account('ada')).toMatchObject({ active: false, groupIds: [] });

      await directory.members('Superset Admins', { remove: ['ada'] });
      await directory.user('ada', { active: true, title: 'Finance' });
      await provisioner.settled();
      expect(fake.rolesOf('ada')).toEqual(['Finance Reader', 'Gamma', 'SCIM Base']);
    });
  });
}
