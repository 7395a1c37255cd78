import { reference } from '../answers.ts';
import type { CallOptions } from '../call-options.ts';
import { checkInput, groupLimits } from '../check-input.ts';
import { createOnce } from '../http/create-once.ts';
import { deleteOnce } from '../http/delete-once.ts';
import { readAll, readOne } from '../http/read-pages.ts';
import { repeat } from '../http/repeat.ts';
import type { Requester } from '../http/requester.ts';
import { diagnose, isUnclear } from '../http/unclear.ts';
import { sameIds } from '../same-ids.ts';
import { SupersetError } from '../superset-error.ts';
import { groupAnswer, groupColumns } from './group-answer.ts';
import type { SupersetGroup, SupersetGroupInput, SupersetGroups } from './superset-groups.ts';

const resource = { path: '/api/v1/security/groups/', columns: groupColumns, item: groupAnswer };

/** Creates the groups part of a client. */
export function createGroups(requester: Requester): SupersetGroups {
  const { policy } = requester;
  const { path } = resource;
  const groups: SupersetGroups = {
    list: ({ signal } = {}) => readAll(requester, { ...resource, signal }),
    get: (id, { signal } = {}) => readOne(requester, { ...resource, id, signal }),

    async create(group, options = {}) {
      checkInput(group, groupLimits);
      const { signal } = options;
      const request = { method: 'POST', path, body: toWire(group), signal } as const;
      return createOnce({
        policy,
        signal,
        post: async () => (await requester.read(request, reference)).id,
        look: async () => {
          const found = await findByName(group.name, options);
          return found && { id: found.id, attribute: 'name', same: isApplied(found, { ...empty, ...group }) };
        },
      });
    },

    async update(id, change, options = {}) {
      checkInput(change, groupLimits);
      const { signal } = options;
      const request = { method: 'PUT', path: `${path}${id}`, body: toWire(change), signal } as const;
      await repeat(
        policy,
        signal,
        () => requester.write(request).catch((error: unknown) => findReason(id, change, options, error)),
        // Everything but Superset's own 500 has been repeated by the requester already.
        (error) => error.status === 500,
      );
    },

    delete: (id, { signal } = {}) => deleteOnce(requester, { path: `${path}${id}`, signal }),
  };

  async function findByName(name: string, { signal }: CallOptions): Promise<SupersetGroup | undefined> {
    const filters = [{ col: 'name', opr: 'eq', value: name }] as const;
    const [found] = await readAll(requester, { ...resource, filters, signal });
    return found;
  }

  /** Since 6.0 a taken name is the same 500 as two writers that met. */
  async function findReason(id: number, change: GroupChange, options: CallOptions, error: unknown): Promise<void> {
    if (!SupersetError.is(error) || !(isUnclear(error) || error.code === 'conflict')) throw error;
    await diagnose(error, async () => {
      const group = await groups.get(id, options);
      if (group !== undefined && isApplied(group, change)) return;
      const owner = change.name === undefined ? undefined : await findByName(change.name, options);
      if (owner === undefined || owner.id === id) throw error;
      throw new SupersetError('conflict', 'name is taken by another group of Superset.', {
        attribute: 'name',
        cause: error,
      });
    });
  }

  return groups;
}

type GroupChange = Partial<SupersetGroupInput>;

const empty = { label: '', description: '', roleIds: [], userIds: [] };

function toWire(change: GroupChange): Readonly<Record<string, unknown>> {
  const { roleIds, userIds, ...texts } = change;
  return {
    ...texts,
    ...(roleIds === undefined ? {} : { roles: roleIds }),
    ...(userIds === undefined ? {} : { users: userIds }),
  };
}

function isApplied(group: SupersetGroup, change: GroupChange): boolean {
  const { name = group.name, label = group.label, description = group.description } = change;
  return (
    name === group.name &&
    label === group.label &&
    description === group.description &&
    sameIds(change.roleIds ?? group.roleIds, group.roleIds) &&
    sameIds(change.userIds ?? group.userIds, group.userIds)
  );
}
