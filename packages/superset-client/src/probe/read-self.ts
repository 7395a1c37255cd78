import { z } from 'zod';
import { readOne } from '../http/read-pages.ts';
import type { Requester } from '../http/requester.ts';
import { SupersetError } from '../superset-error.ts';
import type { SupersetProbe } from './superset-probe.ts';

const selfAnswer = z.object({ id: z.number(), username: z.string() });
const meAnswer = z.object({ result: selfAnswer });
const usernames = { path: '/api/v1/security/users/', columns: ['id', 'username'], item: selfAnswer };

/** Reads which account the client signs in as; undefined when Superset does not tell. */
export async function readSelf(requester: Requester, signal: AbortSignal | undefined): Promise<SupersetProbe['self']> {
  const id = requester.subject();
  try {
    if (id !== undefined) return await readOne(requester, { ...usernames, id, signal });
    const me = await requester.read({ method: 'GET', path: '/api/v1/me/', signal }, meAnswer);
    return me.result;
  } catch (error) {
    // Before 6.0 `/me/` knows browser sessions only; the credentials themselves have just been good for more.
    if (SupersetError.is(error) && (error.code === 'forbidden' || error.code === 'unauthorised')) return undefined;
    throw error;
  }
}
