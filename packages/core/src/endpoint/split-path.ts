import { isStorable } from '../message/parse-json.ts';
import { ScimError } from '../message/scim-error.ts';
import { decodeComponent } from './query-parameters.ts';

/**
 * The decoded segments of a path below the mount point. A trailing slash means nothing.
 *
 * @throws {ScimError} 400 for invalid percent-encoding, 404 for an id that no store could hold.
 */
export function splitPath(path: string): readonly string[] {
  const trimmed = path.replace(/^\//, '').replace(/\/$/, '');
  const segments = trimmed === '' ? [] : trimmed.split('/').map(decodeComponent);
  if (!segments.every(isStorable)) throw new ScimError(404, 'There is no resource with this id');
  return segments;
}
