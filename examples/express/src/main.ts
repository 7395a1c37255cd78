import { bearerTokens } from '@scim-superset/core';
import { scimExpress } from '@scim-superset/express';
import { createProvisioner, defineRoleMapping } from '@scim-superset/provisioner';
import { createSqliteStore } from '@scim-superset/store-sqlite';
import { createSupersetClient } from '@scim-superset/superset-client';
import express from 'express';

const { SUPERSET_URL: url, SUPERSET_USERNAME: username, SUPERSET_PASSWORD: password } = process.env;
if (!url || !username || !password) throw new Error('Set SUPERSET_URL, SUPERSET_USERNAME and SUPERSET_PASSWORD');

const store = createSqliteStore({ path: process.env.SCIM_DATABASE ?? 'scim.db' });
const mapping = defineRoleMapping({
  grants: [
    { name: 'Admins', roles: ['Admin'], group: 'Superset Admins' },
    { name: 'Analysts', roles: ['Alpha', 'sql_lab'], group: 'Data Analysts' },
    { name: 'Everyone', roles: ['Gamma'], filter: 'active eq true' },
  ],
});
const provisioner = createProvisioner({
  store,
  mapping,
  targets: [{ name: 'prod', superset: createSupersetClient({ url, credentials: { username, password } }) }],
  alert: ({ message }) => process.stderr.write(`${message}\n`), // somebody should hear of it soon
});

const app = express();
app.use('/scim/v2', scimExpress(provisioner.endpoint({ authenticate: bearerTokens(store) })));
app.listen(Number(process.env.PORT ?? 3000));
provisioner.start();
