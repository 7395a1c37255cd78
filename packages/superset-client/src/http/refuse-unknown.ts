import { reference } from '../answers.ts';
import { SupersetError } from '../superset-error.ts';
import { readAll } from './read-pages.ts';
import type { Requester } from './requester.ts';

/** Ids that Superset may not know. */
export interface IdsToCheck {
  /** The member they were given as. */
  readonly attribute: string;
  readonly ids: readonly number[] | undefined;
  /** The list that holds them, and the column to order it by. */
  readonly path: string;
  readonly orderBy?: string;
  readonly signal: AbortSignal | undefined;
  /** The refusal to explain. */
  readonly cause: unknown;
}

/** Throws `validation` when some of the ids are not in the list; does nothing when the account may not read it. */
export async function refuseUnknown(requester: Requester, check: IdsToCheck): Promise<void> {
  const { attribute, ids = [], path, orderBy = 'id', signal, cause } = check;
  if (ids.length === 0) return;
  const list = readAll(requester, { path, columns: ['id'], item: reference, orderBy, signal });
  const known = await list.catch((error: unknown) => {
    if (SupersetError.is(error) && error.code === 'forbidden') return undefined;
    throw error;
  });
  if (known === undefined) return;
  const unknown = new Set(ids).difference(new Set(known.map(({ id }) => id)));
  if (unknown.size === 0) return;
  throw new SupersetError('validation', `${attribute}: Superset shows none with id ${[...unknown].join(', ')}.`, {
    attribute,
    cause,
  });
}
