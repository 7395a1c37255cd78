import { createdAnswer, groupAnswer, groupColumns } from './answers.ts';
import { checkInput, groupLimits } from './check-input.ts';
import { createOnce } from './http/create-once.ts';
import { readAll, readOne } from './http/read-pages.ts';
import type { Requester } from './http/requester.ts';
import type { SupersetGroup, SupersetGroupInput, SupersetGroups } from './superset-client.ts';
import { sameIds } from './user-change.ts';

const resource = { path: '/api/v1/security/groups/', columns: groupColumns, item: groupAnswer };

/** Creates the groups part of a client. */
export function createGroups(requester: Requester): SupersetGroups {
  const { path } = resource;
  return {
    list: ({ signal } = {}) => readAll(requester, { ...resource, signal }),
    get: (id, { signal } = {}) => readOne(requester, { ...resource, id, signal }),

    async create(group, { signal } = {}) {
      checkInput(group, groupLimits);
      const request = { method: 'POST', path, body: toWire(group), signal } as const;
      return createOnce({
        policy: requester.policy,
        signal,
        post: async () => (await requester.read(request, createdAnswer)).id,
        look: async () => {
          const [found] = await readAll(requester, {
            ...resource,
            filters: [{ col: 'name', opr: 'eq', value: group.name }],
            signal,
          });
          return found && { id: found.id, attribute: 'name', same: isSame(found, group) };
        },
      });
    },

    async update(id, change, { signal } = {}) {
      checkInput(change, groupLimits);
      await requester.send({ method: 'PUT', path: `${path}${id}`, body: toWire(change), signal });
    },

    async delete(id, { signal } = {}) {
      await requester.send({ method: 'DELETE', path: `${path}${id}`, signal });
    },
  };
}

function toWire(change: Partial<SupersetGroupInput>): Readonly<Record<string, unknown>> {
  const { roleIds, userIds, ...texts } = change;
  return {
    ...texts,
    ...(roleIds === undefined ? {} : { roles: roleIds }),
    ...(userIds === undefined ? {} : { users: userIds }),
  };
}

function isSame(found: SupersetGroup, group: SupersetGroupInput): boolean {
  return (
    found.name === group.name &&
    found.label === (group.label ?? '') &&
    found.description === (group.description ?? '') &&
    sameIds(found.roleIds, group.roleIds ?? []) &&
    sameIds(found.userIds, group.userIds ?? [])
  );
}
