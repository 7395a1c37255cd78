import { type Account, listOf, member, type SupersetRest, signIn } from '@scim-superset/quickstart/superset';

/** An account as Superset's own API shows it to an administrator. */
export interface SupersetAccount {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly name: string;
  readonly active: boolean;
  /** Names of the roles on the account, sorted. */
  readonly roles: readonly string[];
  /** Names, sorted. */
  readonly groups: readonly string[];
}

/** A group of Superset. */
export interface SupersetGroup {
  readonly id: number;
  readonly name: string;
  readonly roles: readonly string[];
  /** Usernames. */
  readonly members: readonly string[];
}

/** What somebody does to a Superset by hand, through its REST API and none of our code. */
export interface ByHand {
  readonly rest: SupersetRest;
  accounts(): Promise<readonly SupersetAccount[]>;
  /** The account with exactly this username. */
  account(username: string): Promise<SupersetAccount | undefined>;
  /** Changes members of an account, in Superset's words; throws when there is no such account. */
  change(username: string, change: object): Promise<void>;
  /** Creates an active account with a role, and returns its id. */
  create(
    username: string,
    account: { readonly email?: string; readonly role: string; password?: string },
  ): Promise<number>;
  roleId(name: string): Promise<number>;
  groups(): Promise<readonly SupersetGroup[]>;
}

/** Signs in to a Superset, as its administrator or as anybody else. */
export async function createByHand(url: string, { username, password }: Account): Promise<ByHand> {
  const rest = await signIn(url, username, password);

  async function listAll(path: string): Promise<unknown[]> {
    const all: unknown[] = [];
    for (let page = 0; ; page += 1) {
      const q = `(page:${page},page_size:100,order_column:id,order_direction:asc,keys:!(none))`;
      const items = listOf(await rest.get(`${path}?q=${q}`));
      all.push(...items);
      if (items.length < 100) return all;
    }
  }

  const byHand: ByHand = {
    rest,
    accounts: async () => (await listAll('/security/users/')).map(toAccount),
    account: async (wanted) => (await byHand.accounts()).find((account) => account.username === wanted),
    async change(wanted, change) {
      const found = await byHand.account(wanted);
      if (found === undefined) throw new Error(`Superset has no account "${wanted}"`);
      await rest.send('PUT', `/security/users/${found.id}`, change);
    },
    async create(name, { email = name, role, password: secret = 'by hand' }) {
      const answer = await rest.send('POST', '/security/users/', {
        username: name,
        first_name: 'By',
        last_name: 'Hand',
        email,
        active: true,
        password: secret,
        roles: [await byHand.roleId(role)],
      });
      return Number(member(answer, 'id'));
    },
    async roleId(name) {
      const found = (await listAll('/security/roles/')).find((role) => member(role, 'name') === name);
      if (found === undefined) throw new Error(`Superset has no role "${name}"`);
      return Number(member(found, 'id'));
    },
    async groups() {
      return (await listAll('/security/groups/')).map((group) => ({
        id: Number(member(group, 'id')),
        name: String(member(group, 'name')),
        roles: names(member(group, 'roles'), 'name'),
        members: names(member(group, 'users'), 'username'),
      }));
    },
  };
  return byHand;
}

function toAccount(item: unknown): SupersetAccount {
  return {
    id: Number(member(item, 'id')),
    username: String(member(item, 'username')),
    email: String(member(item, 'email')),
    name: `${member(item, 'first_name')} ${member(item, 'last_name')}`,
    active: member(item, 'active') === true,
    roles: names(member(item, 'roles'), 'name'),
    groups: names(member(item, 'groups'), 'name'),
  };
}

function names(items: unknown, key: string): string[] {
  return Array.isArray(items) ? items.map((item) => String(member(item, key))).sort() : [];
}
