// Commits users in a loop and prints each id once the commit is acknowledged. Arguments: database file, name, how many.
import { createSqliteStore } from '@scim-superset/store-sqlite';
import { changesOf } from '../changes.ts';

const [path = '', name = '', count = '0'] = process.argv.slice(2);
const store = createSqliteStore({ path });
for (let number = 0; number < Number(count); number += 1) {
  const { id, batch } = changesOf(name, number);
  const result = await store.commit(batch);
  if (!result.ok) throw new Error(JSON.stringify(result.conflict));
  process.stdout.write(`${id}\n`);
}
await store.close();
