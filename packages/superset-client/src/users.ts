import { createdAnswer, userAnswer, userColumns } from './answers.ts';
import { checkInput, userLimits } from './check-input.ts';
import { diagnoseUpdate } from './diagnose-update.ts';
import { createOnce, type Occupant } from './http/create-once.ts';
import { readAll, readOne, readPages } from './http/read-pages.ts';
import { repeat } from './http/repeat.ts';
import type { Requester } from './http/requester.ts';
import type { CallOptions, NewSupersetUser, SupersetUser, SupersetUsers } from './superset-client.ts';
import { isApplied, toWire } from './user-change.ts';

const resource = { path: '/api/v1/security/users/', columns: userColumns, item: userAnswer };

/** Creates the accounts part of a client. */
export function createUsers(requester: Requester): SupersetUsers {
  const { path } = resource;
  const users: SupersetUsers = {
    get: (id, { signal } = {}) => readOne(requester, { ...resource, id, signal }),
    findByUsername: (username, options) => find('username', username, options),
    findByEmail: (email, options) => find('email', email, options),

    async *list({ signal } = {}) {
      for await (const page of readPages(requester, { ...resource, signal })) yield* page;
    },

    async create(user, options = {}) {
      checkInput(user, userLimits);
      const { signal } = options;
      const { password, ...account } = user;
      const body = { ...toWire(account), password };
      return createOnce({
        policy: requester.policy,
        signal,
        post: async () => (await requester.read({ method: 'POST', path, body, signal }, createdAnswer)).id,
        look: () => occupant(account, options),
      });
    },

    async update(id, change, options = {}) {
      checkInput(change, userLimits);
      const { signal } = options;
      const body = toWire(change);
      // An empty PUT would still move the account's stamps.
      if (Object.keys(body).length === 0) return;
      const request = { method: 'PUT', path: `${path}${id}`, body, signal } as const;
      await repeat(
        requester.policy,
        signal,
        () =>
          requester
            .send(request)
            .catch((error: unknown) => diagnoseUpdate({ requester, users, id, change, options, error })),
        // Everything but Superset's own 500 has been repeated by the requester already.
        (error) => error.status === 500,
      );
    },
  };

  async function find(
    column: 'username' | 'email',
    value: string,
    { signal }: CallOptions = {},
  ): Promise<readonly SupersetUser[]> {
    if (value === '') return [];
    const pattern = likePattern(value);
    const candidates = await readAll(requester, {
      ...resource,
      filters: [
        { col: column, opr: 'sw', value: pattern },
        { col: column, opr: 'ew', value: pattern },
      ],
      signal,
    });
    const wanted = value.toLowerCase();
    return candidates.filter((user) => user[column].toLowerCase() === wanted);
  }

  async function occupant(
    account: Omit<NewSupersetUser, 'password'>,
    options: CallOptions,
  ): Promise<Occupant | undefined> {
    const namesakes = await users.findByUsername(account.username, options);
    const same = namesakes.find((found) => isApplied(found, account));
    const namesake = same ?? namesakes[0];
    if (namesake !== undefined) return { id: namesake.id, attribute: 'username', same: same !== undefined };
    const [owner] = await users.findByEmail(account.email, options);
    return owner === undefined ? undefined : { id: owner.id, attribute: 'email', same: false };
  }

  return users;
}

/**
 * Superset's `eq` minds case on most databases; `sw` and `ew` never do, but they are LIKE patterns whose escape
 * character differs per database. A wildcard for one character matches wildcards and escapes everywhere.
 */
function likePattern(value: string): string {
  return value.replace(/[%\\]/g, '_');
}
