import { defineRoleMapping, type RoleMapping } from '@scim-superset/provisioner';

/** The name that the provisioner and its records know the Superset by. */
export const targetName = 'bench';

/** Two grants that follow groups. */
export const benchMapping: RoleMapping = defineRoleMapping({
  grants: [
    { name: 'North', roles: ['Sales Reader'], group: 'North' },
    { name: 'South', roles: ['Finance Reader'], group: 'South' },
  ],
});
