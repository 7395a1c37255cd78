import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type AuditEvent, findBrokenLink, type Store } from '@scim-superset/core';
import { describe, expect, it, vi } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import { createGroup, groupId } from './changes.ts';
import { temporaryFolder } from './folder.ts';

const folder = temporaryFolder();
// Each test starts several Node.js processes, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

describe('a process that is killed', () => {
  it('loses nothing it has acknowledged, whenever it is killed', async () => {
    const path = join(folder, 'killed.db');
    await prepare(path);
    const acknowledged: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const child = writer(path, `round${round}`, 1_000_000);
      const ids = collectLines(child);
      await once(child.stdout ?? child, 'data');
      await setTimeout(Math.random() * 150);
      child.kill('SIGKILL');
      await once(child, 'close');
      acknowledged.push(...ids());
    }
    expect(acknowledged.length).toBeGreaterThan(5);

    const store = createSqliteStore({ path });
    const members = new Set((await store.read('Group', groupId, { members: true }))?.members?.map(({ id }) => id));
    const users = await store.list({ type: 'User', limit: 1_000_000 });
    const stored = new Set(users.resources.map(({ id }) => id));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    // Whole batches only: who exists is a member, and has both events.
    expect(members).toEqual(stored);
    const events = await allEvents(store);
    expect(findBrokenLink(events)).toBe(undefined);
    expect(events.length).toBe(2 * stored.size);
    await store.close();
    expect(integrityOf(path)).toBe('ok');
  });

  it('leaves its claims to others once the lease ends', async () => {
    const path = join(folder, 'lease.db');
    await prepare(path);
    const child = writer(path, 'user', 3);
    await once(child, 'close');
    const [first, second] = [createSqliteStore({ path }), createSqliteStore({ path })];
    const request = { target: 'target', leaseMs: 1000, limit: 2 };
    const mine = await first.reconciliation.claim({ ...request, now: 0 });
    const others = await second.reconciliation.claim({ ...request, now: 999 });
    expect([mine.length, others.length]).toEqual([2, 1]);
    expect(mine.map(({ userId }) => userId)).not.toContain(others[0]?.userId);
    await first.close();
    expect(await second.reconciliation.claim({ ...request, now: 1000 })).toHaveLength(2);
    await second.close();
  });
});

describe('processes on one file', () => {
  it('write at the same time without losing or mixing anything', async () => {
    const path = join(folder, 'shared.db');
    await prepare(path);
    const children = ['a', 'b', 'c'].map((name) => writer(path, name, 100));
    const exits = await Promise.all(children.map(async (child) => (await once(child, 'close'))[0]));
    expect(exits).toEqual([0, 0, 0]);
    const store = createSqliteStore({ path });
    expect((await store.list({ type: 'User', limit: 0 })).total).toBe(300);
    expect(await store.read('Group', groupId)).toMatchObject({ version: 301 });
    const events = await allEvents(store);
    expect(events).toHaveLength(600);
    expect(findBrokenLink(events)).toBe(undefined);
    await store.close();
  });

  it('may create the file together', async () => {
    const path = join(folder, 'new.db');
    const children = ['a', 'b', 'c', 'd'].map((name) => writer(path, name, 0));
    const exits = await Promise.all(children.map(async (child) => (await once(child, 'close'))[0]));
    expect(exits).toEqual([0, 0, 0, 0]);
  });

  it('see what the other has committed, and never claim the same user', async () => {
    const path = join(folder, 'two.db');
    await prepare(path);
    await once(writer(path, 'user', 40), 'close');
    const stores = [createSqliteStore({ path }), createSqliteStore({ path })];
    const request = { target: 'target', now: 0, leaseMs: 1000, limit: 7 };
    const claims = [];
    for (let round = 0; round < 3; round += 1) {
      for (const store of stores) claims.push(...(await store.reconciliation.claim(request)));
    }
    expect(new Set(claims.map(({ userId }) => userId)).size).toBe(40);
    expect(claims).toHaveLength(40);
    await Promise.all(stores.map((store) => store.close()));
  });
});

async function prepare(path: string): Promise<void> {
  const store = createSqliteStore({ path });
  await store.commit(createGroup);
  await store.close();
}

function writer(path: string, name: string, count: number): ChildProcess {
  const script = fileURLToPath(new URL('children/commit-in-a-loop.ts', import.meta.url));
  const argv = ['--conditions=@scim-superset/source', script, path, name, `${count}`];
  return spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Collects whole lines that a child prints; a killed child may leave half a one. */
function collectLines(child: ChildProcess): () => readonly string[] {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return () => text.split('\n').slice(0, -1);
}

async function allEvents(store: Store): Promise<readonly AuditEvent[]> {
  return store.audit.read({ after: 0, limit: 1_000_000 });
}

function integrityOf(path: string): unknown {
  const connection = new DatabaseSync(path);
  const result = connection.prepare('PRAGMA integrity_check').get()?.integrity_check;
  connection.close();
  return result;
}
