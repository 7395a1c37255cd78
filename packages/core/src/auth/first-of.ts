import type { Authenticate } from './authenticate.ts';

/**
 * Tries several ways to authenticate; the first that recognises the request decides. One that fails for a reason of its
 * own, such as an unreachable key set, does not keep the others from being tried.
 *
 * The returned function rejects when nobody recognised the request and one of them failed.
 */
export function firstOf(...authenticates: readonly Authenticate[]): Authenticate {
  return async (request) => {
    const failures: unknown[] = [];
    for (const authenticate of authenticates) {
      try {
        const principal = await authenticate(request);
        if (principal !== undefined) return principal;
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures);
    return undefined;
  };
}
