import type { CallOptions } from '../call-options.ts';
import { refuseUnknown } from '../http/refuse-unknown.ts';
import type { Requester } from '../http/requester.ts';
import { diagnose, isUnclear } from '../http/unclear.ts';
import { SupersetError } from '../superset-error.ts';
import type { SupersetUserChange, SupersetUsers } from './superset-users.ts';
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
 * username or e-mail, an unknown role or group, and two writers that met. A proxy's page says nothing at all. Resolves
 * when the change is in place; throws the reason, or the error itself when nothing is wrong with the request.
 */
export async function diagnoseUpdate(update: FailedUpdate): Promise<void> {
  const { error } = update;
  if (!SupersetError.is(error)) throw error;
  if (!(isUnclear(error) || error.code === 'not-found' || error.code === 'conflict')) throw error;
  await diagnose(error, () => findReason(update));
}

async function findReason({ requester, users, id, change, options, error }: FailedUpdate): Promise<void> {
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
  const { signal } = options;
  const unknown = { signal, cause: error };
  const roles = { attribute: 'roleIds', ids: change.roleIds, path: '/api/v1/security/roles/' };
  await refuseUnknown(requester, { ...unknown, ...roles });
  const groups = { attribute: 'groupIds', ids: change.groupIds, path: '/api/v1/security/groups/' };
  await refuseUnknown(requester, { ...unknown, ...groups });
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
}
