import { SupersetError } from '../superset-error.ts';

/**
 * The same failure, judged by what it is a part of: of a sign-in or CSRF token that comes before a write, nothing of the
 * write has happened (`false`); of a reading that follows one, all of it has (`true`).
 */
export function withEffect<E>(error: E, maybeApplied: boolean): E | SupersetError {
  if (!SupersetError.is(error) || error.maybeApplied === maybeApplied) return error;
  const { code, message, status, attribute, retryAfterMs, cause } = error;
  return new SupersetError(code, message, {
    cause,
    maybeApplied,
    ...(status === undefined ? {} : { status }),
    ...(attribute === undefined ? {} : { attribute }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
