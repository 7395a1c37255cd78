import { ScimError } from '../message/scim-error.ts';

/** The weak entity tag of a version, as in `ETag` and `meta.version` (RFC 7644 §3.14). */
export function formatEntityTag(version: number): string {
  return `W/"${version}"`;
}

/** What a request demands of the current version (RFC 9110 §13.1). */
export interface Preconditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** Whether `If-None-Match` names the version, so that a read is answered by 304. */
export function isUnmodified({ ifNoneMatch }: Preconditions, version: number): boolean {
  return ifNoneMatch !== undefined && matches(ifNoneMatch, version);
}

/**
 * Checks a write against the current version.
 *
 * @throws {ScimError} 412 when `If-Match` does not name the version, or `If-None-Match` does.
 */
export function checkPreconditions({ ifMatch, ifNoneMatch }: Preconditions, version: number): void {
  const isStale = ifMatch !== undefined && !matches(ifMatch, version);
  if (isStale || (ifNoneMatch !== undefined && matches(ifNoneMatch, version))) throw preconditionFailed();
}

/** The error for a resource that has another version than the client demands. */
export function preconditionFailed(): ScimError {
  return new ScimError(412, 'The resource was changed meanwhile; read it again and send the change for that version');
}

/** Compares weakly (RFC 9110 §8.8.3.2); a tag without its quotes, as some clients send, is understood too. */
function matches(header: string, version: number): boolean {
  return header.split(',').some((tag) => {
    const opaque = tag.trim().replace(/^W\//i, '').replaceAll('"', '');
    return opaque === '*' || opaque === String(version);
  });
}
