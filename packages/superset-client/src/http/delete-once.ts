import { SupersetError } from '../superset-error.ts';
import { repeat } from './repeat.ts';
import type { Requester } from './requester.ts';
import type { HttpRequest } from './transport.ts';

/**
 * Deletes something, again if the answer got lost. Throws `not-found` when there is nothing to delete, unless an earlier
 * attempt may have deleted it.
 */
export function deleteOnce(
  requester: Requester,
  request: Pick<HttpRequest, 'path' | 'csrf' | 'signal'>,
): Promise<void> {
  let lost = false;
  const attempt = async (): Promise<void> => {
    try {
      await requester.write({ ...request, method: 'DELETE' });
    } catch (error) {
      if (!SupersetError.is(error)) throw error;
      if (lost && error.code === 'not-found') return;
      lost ||= error.maybeApplied;
      throw error;
    }
  };
  return repeat(requester.policy, request.signal, attempt, (error) => error.maybeApplied);
}
