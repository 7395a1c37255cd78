import { z } from 'zod';
import { listPath } from '../http/read-pages.ts';
import type { Requester } from '../http/requester.ts';
import { SupersetError } from '../superset-error.ts';

/** Why a question got no answer: the account may not ask, or this Superset has no such address. */
export type Silence = 'forbidden' | 'absent';

/** Questions about what the service account may do, asked by reading alone. */
export interface Inquiry {
  /** Whether it may read something. */
  reads(path: string): Promise<'allowed' | Silence>;
  /** The permissions it has on a resource, for example `can_put`. */
  permissions(path: string): Promise<readonly string[] | Silence>;
}

const anyAnswer = z.object({});
const infoAnswer = z.object({ permissions: z.array(z.string()) });

/** Creates an inquiry. Its questions throw whatever is neither an answer nor a {@link Silence}. */
export function createInquiry(requester: Requester, signal: AbortSignal | undefined): Inquiry {
  return {
    reads: (path) => {
      const request = { method: 'GET', path: listPath(path, { page: 0, page_size: 1 }), signal } as const;
      return heard(requester.read(request, anyAnswer).then(() => 'allowed'));
    },
    permissions: (path) => {
      const request = { method: 'GET', path: listPath(`${path}_info`, { keys: ['permissions'] }), signal } as const;
      return heard(requester.read(request, infoAnswer).then(({ permissions }) => permissions));
    },
  };
}

/** An answer, or why there is none. */
export async function heard<T>(answer: Promise<T>): Promise<T | Silence> {
  try {
    return await answer;
  } catch (error) {
    if (!SupersetError.is(error)) throw error;
    if (error.code === 'forbidden') return 'forbidden';
    // What is switched off is not found at an address that exists.
    if (error.code === 'absent' || error.code === 'not-found') return 'absent';
    throw error;
  }
}
