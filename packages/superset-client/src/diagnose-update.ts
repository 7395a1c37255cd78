import { createdAnswer as idAnswer } from './answers.ts';
import { readAll } from './http/read-pages.ts';
import type { Requester } from './http/requester.ts';
import type { CallOptions, SupersetUserChange, SupersetUsers } from './superset-client.ts';
import { SupersetError } from './superset-error.ts';
import { isApplied } from './user-change.ts';

/** A failed change of an account. */
export interface FailedUpdate {
  readonly requester: Requester;
  readonly users: SupersetUsers;
  readonly id: number;
  readonly change: SupersetUserChange;
  readonly options: CallOptions;
  readonly error: unknown;
}

/**
 * Finds out by reading what Superset's 500 or 422 to a PUT means: it says the same of a missing account, a taken
 * username or e-mail, an unknown role or group, and two writers that met. Resolves when the change is in place;
 * throws the reason, or the error itself when nothing is wrong with the request.
 */
export async function diagnoseUpdate({ requester, users, id, change, options, error }: FailedUpdate): Promise<void> {
  if (!SupersetError.is(error) || !(error.status === 500 || error.status === 404 || error.code === 'conflict'))
    throw error;
  const user = await users.get(id, options);
  if (user === undefined) {
    throw new SupersetError(
      'not-found',
      `Superset has no account ${id}. It was deleted, or is hidden by EXCLUDE_USERS_FROM_LISTS.`,
      { cause: error },
    );
  }
  if (isApplied(user, change)) return;
  await refuseTaken('username', change.username, (value) => users.findByUsername(value, options));
  await refuseTaken('email', change.email, (value) => users.findByEmail(value, options));
  await refuseUnknown('roleIds', change.roleIds, '/api/v1/security/roles/');
  await refuseUnknown('groupIds', change.groupIds, '/api/v1/security/groups/');
  throw error;

  async function refuseTaken(
    attribute: string,
    value: string | undefined,
    find: (value: string) => Promise<readonly { readonly id: number }[]>,
  ): Promise<void> {
    if (value === undefined || (await find(value)).every((owner) => owner.id === id)) return;
    throw new SupersetError('conflict', `${attribute} is taken by another account of Superset.`, {
      attribute,
      cause: error,
    });
  }

  async function refuseUnknown(attribute: string, ids: readonly number[] | undefined, path: string): Promise<void> {
    if (ids === undefined || ids.length === 0) return;
    const { signal } = options;
    const known = new Set(
      (await readAll(requester, { path, columns: ['id'], item: idAnswer, signal })).map((one) => one.id),
    );
    const unknown = ids.filter((one) => !known.has(one));
    if (unknown.length === 0) return;
    throw new SupersetError('validation', `${attribute}: Superset has none with id ${unknown.join(', ')}.`, {
      attribute,
      cause: error,
    });
  }
}
