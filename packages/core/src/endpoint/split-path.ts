import { decodeComponent } from './query-parameters.ts';

/**
 * The decoded segments of a path below the mount point. A trailing slash means nothing.
 *
 * @throws {ScimError} 400 for invalid percent-encoding.
 */
export function splitPath(path: string): readonly string[] {
  const trimmed = path.replace(/^\//, '').replace(/\/$/, '');
  return trimmed === '' ? [] : trimmed.split('/').map(decodeComponent);
}
