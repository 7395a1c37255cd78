import { SupersetError } from '@scim-superset/superset-client';

/**
 * Whether it is Superset itself that says no: the service account may not see something, or there is none. What a proxy in
 * between answers says nothing of that.
 */
export function isOutOfReach(error: unknown): error is SupersetError {
  return SupersetError.is(error) && ['forbidden', 'absent', 'not-found'].includes(error.code);
}
