import { bearerTokens, type ScimEndpoint } from '@scim-superset/core';
import { createProvisioner, defineRoleMapping } from '@scim-superset/provisioner';
import { createSqliteStore } from '@scim-superset/store-sqlite';
import { createSupersetClient } from '@scim-superset/superset-client';

const mapping = defineRoleMapping({
  grants: [
    { name: 'Admins', roles: ['Admin'], group: 'Superset Admins' },
    { name: 'Analysts', roles: ['Alpha', 'sql_lab'], group: 'Data Analysts' },
    { name: 'Everyone', roles: ['Gamma'], filter: 'active eq true' },
  ],
});

function start(): ScimEndpoint {
  const { SUPERSET_URL: url, SUPERSET_USERNAME: username, SUPERSET_PASSWORD: password } = process.env;
  if (!url || !username || !password) throw new Error('Set SUPERSET_URL, SUPERSET_USERNAME and SUPERSET_PASSWORD');
  const store = createSqliteStore({ path: process.env.SCIM_DATABASE ?? 'scim.db' });
  const provisioner = createProvisioner({
    store,
    mapping,
    targets: [{ name: 'prod', superset: createSupersetClient({ url, credentials: { username, password } }) }],
    alert: ({ message }) => process.stderr.write(`${message}\n`), // somebody should hear of it soon
  });
  provisioner.start();
  return provisioner.endpoint({ authenticate: bearerTokens(store) });
}

// Next.js loads this module once for each of its bundles, and also while it builds: one endpoint, and only when asked.
const shared = globalThis as { scimEndpoint?: ScimEndpoint };

/** The endpoint of this process; starts the provisioner with the first call. */
export function scimEndpoint(): ScimEndpoint {
  shared.scimEndpoint ??= start();
  return shared.scimEndpoint;
}
