import { reference } from '../answers.ts';
import type { CallOptions } from '../call-options.ts';
import { checkInput, userLimits } from '../check-input.ts';
import { createOnce, type Occupant } from '../http/create-once.ts';
import { deleteOnce } from '../http/delete-once.ts';
import { type ListFilter, readAll, readOne, readPages } from '../http/read-pages.ts';
import { repeat } from '../http/repeat.ts';
import type { Requester } from '../http/requester.ts';
import { createInquiry } from '../probe/inquiry.ts';
import { missingPermissions } from '../probe/missing-permissions.ts';
import { diagnoseUpdate } from './diagnose-update.ts';
import type { NewSupersetUser, SupersetUser, SupersetUsers } from './superset-users.ts';
import { userAnswer, userColumns } from './user-answer.ts';
import { isApplied, toWire } from './user-change.ts';

const resource = { path: '/api/v1/security/users/', columns: userColumns, item: userAnswer };

/** Creates the accounts part of a client. */
export function createUsers(requester: Requester): SupersetUsers {
  const { path } = resource;
  const users: SupersetUsers = {
    missingPermissions: ({ signal } = {}) => missingPermissions(createInquiry(requester, signal), 'users'),
    get: (id, call = {}) => readOne(requester, { ...resource, id, ...call }),
    findByUsername: (username, options) => find('username', username, options),
    findByEmail: (email, options) => find('email', email, options),

    async *list({ active, changedAfter, signal } = {}) {
      const filters: ListFilter[] = [];
      if (active !== undefined) filters.push({ col: 'active', opr: 'eq', value: active });
      if (changedAfter !== undefined) filters.push({ col: 'changed_on', opr: 'gt', value: changedAfter });
      for await (const page of readPages(requester, { ...resource, filters, signal })) yield* page;
    },

    async create(user, options = {}) {
      checkInput(user, userLimits);
      const { signal } = options;
      const { password, ...account } = user;
      const body = { ...toWire(account), password };
      return createOnce({
        policy: requester.policy,
        signal,
        post: async () => (await requester.read({ method: 'POST', path, body, signal }, reference)).id,
        look: () => occupant(account, options),
      });
    },

    async update(id, change, options = {}) {
      checkInput(change, userLimits);
      const { signal, urgent } = options;
      const body = toWire(change);
      // An empty PUT would still move the account's stamps.
      if (Object.keys(body).length === 0) return;
      const request = { method: 'PUT', path: `${path}${id}`, body, signal, urgent } as const;
      await repeat(
        requester.policy,
        signal,
        () =>
          requester
            .write(request)
            .catch((error: unknown) => diagnoseUpdate({ requester, users, id, change, options, error })),
        // Everything but Superset's own 500 has been repeated by the requester already.
        (error) => error.status === 500,
      );
    },

    delete: (id, { signal } = {}) => deleteOnce(requester, { path: `${path}${id}`, signal }),
  };

  async function find(
    column: 'username' | 'email',
    value: string,
    { signal }: CallOptions = {},
  ): Promise<readonly SupersetUser[]> {
    // Superset stores neither, and databases fail on NUL.
    if (value === '' || value.includes('\0')) return [];
    const pattern = likePattern(value);
    const candidates = await readAll(requester, {
      ...resource,
      filters: [
        { col: column, opr: 'sw', value: pattern.slice(0, patternLength).join('') },
        { col: column, opr: 'ew', value: pattern.slice(-patternLength).join('') },
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

// Keeps the address of a request below the 4,094 bytes that gunicorn takes, whatever the characters are.
const patternLength = 64;

/**
 * The characters to look for. Superset's `eq` minds case on most databases; `sw` and `ew` never do (SQLite knows the case
 * of ASCII letters only), but they are LIKE patterns whose escape character differs per database. A wildcard for one
 * character matches wildcards and escapes everywhere.
 */
function likePattern(value: string): readonly string[] {
  return [...value.replace(/[%\\]/g, '_')];
}
