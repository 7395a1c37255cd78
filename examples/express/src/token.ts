import { issueToken } from '@scim-superset/core';
import { createSqliteStore } from '@scim-superset/store-sqlite';

const store = createSqliteStore({ path: process.env.SCIM_DATABASE ?? 'scim.db' });
const { token } = await issueToken(store, { name: process.argv[2] ?? 'identity provider' });
process.stdout.write(`${token}\n`);
await store.close();
