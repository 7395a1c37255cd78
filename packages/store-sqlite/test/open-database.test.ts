import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { commitBatch } from '../src/commit-batch.ts';
import { createSqliteStore } from '../src/index.ts';
import { openDatabase } from '../src/open-database.ts';
import { findTypes } from '../src/resources.ts';
import { schemaVersions } from '../src/schema.ts';
import { changesOf, createGroup, groupId } from './changes.ts';
import { temporaryFolder } from './folder.ts';

const folder = temporaryFolder();
let count = 0;
function newPath(): string {
  count += 1;
  return join(folder, `${count}.db`);
}

describe('a new file', () => {
  it('and the files beside it are readable by their owner only', async () => {
    const path = newPath();
    const store = createSqliteStore({ path });
    await store.commit(createGroup);
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(path + suffix).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('is not needed in memory', async () => {
    const store = createSqliteStore({ path: ':memory:' });
    expect((await store.commit(createGroup)).ok).toBe(true);
    await store.close();
  });
});

describe('an existing file', () => {
  it('of the first schema version is brought to the present one with its data', async () => {
    const path = newPath();
    const old = new DatabaseSync(path);
    old.exec(schemaVersions[0] ?? '');
    old.exec(`PRAGMA user_version = 1; PRAGMA application_id = ${0x5343494d};
      INSERT INTO resource (id, type, version, created, last_modified, label, attributes)
      VALUES ('ada', 'User', 3, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 'Ada', '{"title":"x"}');
      INSERT INTO subject VALUES ('ada', 3, 0, 0);
      INSERT INTO target (name) VALUES ('prod');
      INSERT INTO link VALUES (1, 'ada', 2, '17', '{"grants":[]}');
      INSERT INTO pending (target, user_id, urgent, since) VALUES (1, 'ada', 0, 0)`);
    old.close();
    const store = createSqliteStore({ path });
    const { reconciliation } = store;
    expect(await store.read('User', 'ada')).toMatchObject({ version: 3, attributes: { title: 'x' } });
    expect(await reconciliation.lag('prod')).toMatchObject({ pending: 1, held: 0 });
    const [claim] = await reconciliation.claim({ target: 'prod', now: 0, leaseMs: 1, limit: 9 });
    expect(claim).toMatchObject({ userId: 'ada', applied: 2, desired: 3, account: '17', state: { grants: [] } });
    const held = { userId: 'ada', version: 3, account: '17', state: {}, hold: {}, events: [] };
    await reconciliation.settle('prod', [{ kind: 'held', ...held }]);
    expect(await reconciliation.lag('prod')).toMatchObject({ pending: 0, held: 1 });
    await reconciliation.settle('prod', [{ kind: 'applied', ...held }]);
    expect(await reconciliation.lag('prod')).toMatchObject({ pending: 0, held: 0 });
    await store.close();
    expect(versionOf(path)).toBe(schemaVersions.length);
  });

  it('written by a newer release is refused and left alone', () => {
    const path = newPath();
    createSqliteStore({ path }).close();
    const newer = new DatabaseSync(path);
    newer.exec(`PRAGMA user_version = ${schemaVersions.length + 1}`);
    newer.close();
    expect(openError(path)).toMatchObject({ code: 'version', message: expect.stringMatching(/upgrade/) });
    expect(versionOf(path)).toBe(schemaVersions.length + 1);
  });

  it('of another application is refused', () => {
    const path = newPath();
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE bookmark (url TEXT)');
    other.close();
    expect(openError(path)).toMatchObject({ code: 'corrupt', message: expect.stringMatching(/another application/) });
  });

  it('that is no database is refused', () => {
    const path = newPath();
    writeFileSync(path, 'not a database at all, just a text that is long enough to have a header '.repeat(20));
    expect(openError(path)).toMatchObject({ code: 'corrupt', message: expect.stringMatching(/restore a backup/) });
  });

  it('that is damaged inside rejects with the same error when the damage is met', async () => {
    const path = newPath();
    const store = createSqliteStore({ path });
    await store.commit(createGroup);
    for (let number = 0; number < 500; number += 1) await store.commit(changesOf('user', number).batch);
    await store.close();
    // All but the first page, which holds the header.
    writeFileSync(path, readFileSync(path).fill(0xa5, 4096));
    const error = await Promise.resolve()
      .then(() => createSqliteStore({ path }).list({ type: 'User', limit: 1000 }))
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'StoreError', code: 'corrupt' });
  });
});

describe('a place where no file can be', () => {
  it('says that the folder does not exist', () => {
    expect(openError(join(folder, 'nowhere', 'scim.db'))).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/create the folder/),
    });
  });

  it('says that the path is a folder', () => {
    const path = newPath();
    mkdirSync(path);
    expect(openError(path)).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/is a folder/) });
  });
});

describe('a file that another process keeps locked', () => {
  it('rejects after the time to wait, and works again after that', async () => {
    const path = newPath();
    const store = createSqliteStore({ path, busyTimeoutMs: 20 });
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.commit(createGroup)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/locked/),
    });
    expect((await store.list({ type: 'User', limit: 1 })).total).toBe(0);
    other.exec('ROLLBACK');
    other.close();
    expect((await store.commit(createGroup)).ok).toBe(true);
    await store.close();
  });
});

describe('a disk without space', () => {
  it('rejects the commit whole and goes on when there is space again', async () => {
    const database = openDatabase(newPath(), 1000);
    commitBatch(database, createGroup);
    const { batch } = changesOf('large', 0);
    const text = 'x'.repeat(1_000_000);
    const large = { ...batch, events: (batch.events ?? []).map((event) => ({ ...event, data: { text } })) };
    // The limit of pages is the one way to fill a disk that needs no disk.
    database.get('PRAGMA max_page_count = 100');
    expect(() => commitBatch(database, large)).toThrow(expect.objectContaining({ name: 'StoreError', code: 'full' }));
    expect(findTypes(database, ['large-0']).size).toBe(0);
    database.get('PRAGMA max_page_count = 1000000');
    expect(commitBatch(database, large).ok).toBe(true);
    database.close();
  });
});

describe('a file that became read-only', () => {
  it('rejects writes, says so and still answers reads', () => {
    const database = openDatabase(newPath(), 1000);
    commitBatch(database, createGroup);
    database.get('PRAGMA query_only = ON');
    expect(() => commitBatch(database, changesOf('a', 0).batch)).toThrow(
      expect.objectContaining({ code: 'unavailable', message: expect.stringMatching(/read-only/) }),
    );
    expect(findTypes(database, [groupId]).size).toBe(1);
    database.close();
  });
});

function openError(path: string): unknown {
  try {
    createSqliteStore({ path });
  } catch (error) {
    expect(StoreError.is(error)).toBe(true);
    return error;
  }
  return undefined;
}

function versionOf(path: string): unknown {
  const connection = new DatabaseSync(path);
  const version = connection.prepare('PRAGMA user_version').get()?.user_version;
  connection.close();
  return version;
}
