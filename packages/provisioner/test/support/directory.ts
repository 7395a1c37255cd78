import { type CommitResult, createMemoryStore, type Store, type StoredResource } from '@scim-superset/core';

export interface Directory {
  readonly store: Store;
  /** Creates or replaces a user; `id` is the userName it is created with. */
  user(id: string, attributes?: Record<string, unknown>): Promise<void>;
  group(displayName: string, attributes?: Record<string, unknown>): Promise<void>;
  /** Adds and removes members; users and groups by their ids. */
  members(group: string, change: { add?: string[]; remove?: string[] }): Promise<void>;
  delete(type: 'User' | 'Group', id: string): Promise<void>;
}

/** Writes to a store as the endpoint does. */
export function createDirectory(store: Store = createMemoryStore(), clock: () => number = Date.now): Directory {
  const at = () => new Date(clock()).toISOString();
  const actor = { kind: 'system', id: 'test' } as const;
  async function done(result: Promise<CommitResult>): Promise<void> {
    const committed = await result;
    if (!committed.ok) throw new Error(`The test's commit was refused: ${JSON.stringify(committed.conflict)}`);
  }
  const version = (stored: StoredResource | undefined) => stored?.version ?? 0;

  return {
    store,
    async user(id, attributes = {}) {
      const current = await store.read('User', id);
      const defaults = {
        userName: id,
        active: true,
        name: { givenName: 'Given', familyName: 'Family' },
        emails: [{ value: `${id}@example.com`, primary: true }],
      };
      const next: Record<string, unknown> = { ...(current?.attributes ?? defaults), ...attributes };
      const userName = String(next.userName);
      const emails = (next.emails ?? []) as { value: string }[];
      await done(
        store.commit({
          at: at(),
          puts: [
            {
              type: 'User',
              id,
              expectedVersion: version(current),
              attributes: next,
              keys: [
                { name: 'userName', value: userName.toLowerCase(), unique: true },
                ...emails.map(({ value }) => ({ name: 'emails.value', value: value.toLowerCase(), unique: false })),
              ],
              label: userName,
            },
          ],
          dirty: [{ kind: 'user', id, urgent: next.active === false }],
        }),
      );
    },
    async group(displayName, attributes = {}) {
      const current = await store.read('Group', displayName);
      const next = { displayName, ...attributes };
      await done(
        store.commit({
          at: at(),
          puts: [
            {
              type: 'Group',
              id: displayName,
              expectedVersion: version(current),
              attributes: next,
              keys: [
                { name: 'displayName', value: next.displayName.toLowerCase(), unique: false },
                ...('externalId' in next
                  ? [{ name: 'externalId', value: String(next.externalId), unique: false }]
                  : []),
              ],
              label: next.displayName,
            },
          ],
          dirty: [{ kind: 'group', id: displayName }],
        }),
      );
    },
    async members(group, { add = [], remove = [] }) {
      const event = { type: 'group.members', at: at(), actor, subject: { type: 'Group', id: group }, data: {} };
      await done(store.commit({ at: at(), memberships: [{ groupId: group, kind: 'delta', add, remove, event }] }));
    },
    async delete(type, id) {
      await done(
        store.commit({
          at: at(),
          deletes: [{ type, id }],
          dirty: type === 'User' ? [{ kind: 'user', id, urgent: true }] : [{ kind: 'group', id }],
        }),
      );
    },
  };
}
