import {
  type SupersetClient,
  SupersetError,
  type SupersetGroup,
  type SupersetRole,
  type SupersetUser,
} from '@scim-superset/superset-client';

export interface FakeSuperset extends SupersetClient {
  readonly accounts: Map<number, SupersetUser>;
  readonly groupsById: Map<number, SupersetGroup>;
  readonly rolesById: Map<number, SupersetRole>;
  /** Names of the calls so far, for example `users.update`. */
  readonly calls: string[];
  /** Called before each call; what it throws is the call's failure. */
  fault: ((call: string, argument: unknown) => void | Promise<void>) | undefined;
  account(username: string): SupersetUser | undefined;
  rolesOf(username: string): string[];
}

/** A Superset in memory at the level of the client, for faults that are awkward to make over HTTP. */
export function createFakeSuperset({ groupRoles = true }: { groupRoles?: boolean } = {}): FakeSuperset {
  const accounts = new Map<number, SupersetUser>();
  const groupsById = new Map<number, SupersetGroup>();
  const rolesById = new Map<number, SupersetRole>();
  const calls: string[] = [];
  let nextId = 100;
  const id = () => nextId++;
  for (const name of ['Admin', 'Alpha', 'Gamma', 'Public', 'sql_lab', 'Sales Reader', 'Finance Reader']) {
    const roleId = id();
    rolesById.set(roleId, { id: roleId, name });
  }
  const self = { id: 1, username: 'provisioner' };
  accounts.set(1, {
    ...self,
    firstName: 'Service',
    lastName: 'Account',
    email: 'provisioner@example.com',
    active: true,
    roleIds: [100],
    groupIds: [],
    changedOn: undefined,
    changedBy: undefined,
  });

  function unique(candidate: { username: string; email: string }, own: number | undefined): void {
    for (const account of accounts.values()) {
      if (account.id === own) continue;
      if (account.username === candidate.username) throw taken('username');
      if (account.email === candidate.email) throw taken('email');
    }
  }
  const taken = (attribute: string) => new SupersetError('conflict', `${attribute} is taken`, { attribute });
  async function enter(call: string, argument?: unknown): Promise<void> {
    calls.push(call);
    await fake.fault?.(call, argument);
  }
  function known(ids: readonly number[] | undefined, all: ReadonlyMap<number, unknown>): void {
    if (ids?.some((each) => !all.has(each))) throw new SupersetError('not-found', 'unknown id');
  }
  const membersOf = (group: SupersetGroup): SupersetGroup => ({
    ...group,
    userIds: [...accounts.values()].filter(({ groupIds }) => groupIds.includes(group.id)).map((account) => account.id),
  });

  const fake: FakeSuperset = {
    url: 'http://fake',
    accounts,
    groupsById,
    rolesById,
    calls,
    fault: undefined,
    account: (username) => [...accounts.values()].find((account) => account.username === username),
    rolesOf(username) {
      const account = fake.account(username);
      if (account === undefined || !account.active) return [];
      const through = groupRoles ? account.groupIds.flatMap((each) => groupsById.get(each)?.roleIds ?? []) : [];
      const names = [...account.roleIds, ...through].map((each) => rolesById.get(each)?.name ?? '?');
      return [...new Set(names)].sort();
    },
    users: {
      async get(each) {
        await enter('users.get', each);
        return accounts.get(each);
      },
      async findByUsername(username) {
        await enter('users.findByUsername', username);
        return [...accounts.values()].filter((account) => account.username.toLowerCase() === username.toLowerCase());
      },
      async findByEmail(email) {
        await enter('users.findByEmail', email);
        return [...accounts.values()].filter((account) => account.email.toLowerCase() === email.toLowerCase());
      },
      async *list() {
        await enter('users.list');
        yield* [...accounts.values()];
      },
      async create(user) {
        await enter('users.create', user);
        unique(user, undefined);
        known(user.roleIds, rolesById);
        known(user.groupIds, groupsById);
        const { password: _password, ...rest } = user;
        const created = { groupIds: [], changedOn: undefined, changedBy: self.id, ...rest, id: id() };
        accounts.set(created.id, created);
        return created.id;
      },
      async update(each, change) {
        await enter('users.update', { id: each, ...change });
        const account = accounts.get(each);
        if (account === undefined) throw new SupersetError('not-found', 'no such user');
        const next = { ...account, ...change, changedBy: self.id };
        unique(next, each);
        known(next.roleIds, rolesById);
        known(next.groupIds, groupsById);
        accounts.set(each, next);
      },
    },
    roles: {
      async list() {
        await enter('roles.list');
        return [...rolesById.values()];
      },
      async create(name) {
        await enter('roles.create', name);
        const role = { id: id(), name };
        rolesById.set(role.id, role);
        return role.id;
      },
    },
    groups: {
      async list() {
        await enter('groups.list');
        return [...groupsById.values()].map(membersOf);
      },
      async get(each) {
        await enter('groups.get', each);
        const group = groupsById.get(each);
        return group && membersOf(group);
      },
      async create({ userIds: _userIds, ...input }) {
        await enter('groups.create', input);
        if ([...groupsById.values()].some(({ name }) => name === input.name)) throw taken('name');
        const group = { label: '', description: '', roleIds: [], userIds: [], ...input, id: id() };
        groupsById.set(group.id, group);
        return group.id;
      },
      async update(each, change) {
        await enter('groups.update', { id: each, ...change });
        const group = groupsById.get(each);
        if (group === undefined) throw new SupersetError('not-found', 'no such group');
        groupsById.set(each, { ...group, ...change });
      },
      async delete(each) {
        await enter('groups.delete', each);
        groupsById.delete(each);
        for (const account of accounts.values()) {
          accounts.set(account.id, { ...account, groupIds: account.groupIds.filter((groupId) => groupId !== each) });
        }
      },
    },
    async probe() {
      await enter('probe');
      return { groupRoles, missingPermissions: [], self };
    },
    async close() {},
  };
  return fake;
}
