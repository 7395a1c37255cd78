import { join } from 'node:path';
import type { CommitResult, Outcome } from '@scim-superset/core';
import { insertAccounts, type Person } from './accounts.ts';
import { targetName } from './mapping.ts';
import { userBody, type World } from './world.ts';

/** Users who are in Superset and in the directory, as after an import. */
export interface FilledUser {
  readonly id: string;
  readonly account: number;
}

const batchSize = 1_000;
const actor = { kind: 'system', id: 'bench' } as const;

/**
 * Brings people into Superset's database and into the directory, with records of the provisioner as if it had created
 * every account. Each is in the group of the grant that `groupOf` names. Restarts Superset.
 */
export async function fill(
  world: World,
  people: readonly Person[],
  groupOf: (index: number) => 'North' | 'South' | undefined,
): Promise<readonly FilledUser[]> {
  const { superset, client, store, provisioner } = world;
  await provisioner.stop();
  const groups = await client.groups.list();
  const groupIdOf = (index: number) => groups.find(({ name }) => name === `scim: ${groupOf(index)}`)?.id;
  const roleId = (await client.roles.list()).find(({ name }) => name === 'SCIM Base')?.id ?? 0;
  await superset.stop();
  const first = insertAccounts(join(superset.home, 'superset.db'), people, { roleId, groupIdOf });
  await superset.restart();

  const users = people.map((_, index) => ({ id: `user-${first + index}`, account: first + index }));
  const [sample] = await store.reconciliation.links(targetName, { after: '', limit: 1 });
  if (sample === undefined) throw new Error('No user has been provisioned whose record could be imitated');
  for (let from = 0; from < users.length; from += batchSize) {
    const batch = users.slice(from, from + batchSize).map((user, offset) => {
      const who = people[from + offset];
      if (who === undefined) throw new Error('There are as many people as users');
      return { user, who, grant: groupOf(from + offset) };
    });
    await commit({
      puts: batch.map(({ user: { id }, who }) => {
        const { schemas: _schemas, ...attributes } = { schemas: [], ...userBody(who) };
        const keys = [
          { name: 'userName', value: who.username, unique: true },
          { name: 'emails.value', value: who.email, unique: false },
        ];
        return { type: 'User', id, expectedVersion: 0, attributes, keys, label: who.username };
      }),
    });
    const { resources } = await store.list({ type: 'Group', limit: 10 });
    await commit({
      memberships: resources.map(({ id, attributes }) => ({
        groupId: id,
        kind: 'delta',
        add: batch.filter(({ grant }) => grant === attributes.displayName).map(({ user }) => user.id),
        remove: [],
        event: { type: 'group.members', at: now(), actor, subject: { type: 'Group', id }, data: {} },
      })),
    });
    await store.reconciliation.settle(
      targetName,
      batch.map(
        ({ user, who, grant }, offset): Outcome => ({
          kind: 'applied',
          userId: user.id,
          // Two commits have raised it.
          version: grant === undefined ? 1 : 2,
          account: String(user.account),
          state: {
            ...sample.state,
            ...{ username: who.username, email: who.email, grants: grant ? [grant] : [] },
            given: { roleIds: [roleId], groupIds: [groupIdOf(from + offset) ?? []].flat() },
          },
          events: [],
        }),
      ),
    );
  }
  const { pending } = await store.reconciliation.lag(targetName);
  if (pending > 0) throw new Error(`${pending} users lag although all were recorded as applied`);
  return users;

  async function commit(batch: Omit<Parameters<typeof store.commit>[0], 'at'>): Promise<CommitResult> {
    const result = await store.commit({ at: now(), ...batch });
    if (!result.ok) throw new Error(`The directory refused ${JSON.stringify(result.conflict)}`);
    return result;
  }
}

function now(): string {
  return new Date().toISOString();
}
