import type { ResourceType } from '../schema/resource-type.ts';

/** Builds the absolute URL of a resource (`meta.location`, `$ref`). Nothing when no such resource type is served. */
export type Locate = (resourceTypeName: string, id: string) => string | undefined;

/**
 * Creates the URL builder of one request.
 *
 * @param baseUrl URL of the mount point without a trailing slash; empty for relative URLs.
 */
export function createLocate(baseUrl: string, resourceTypes: readonly ResourceType[]): Locate {
  const prefixes = new Map(resourceTypes.map(({ name, endpoint }) => [name, `${baseUrl}${endpoint}/`]));
  return (name, id) => {
    const prefix = prefixes.get(name);
    return prefix === undefined ? undefined : prefix + (/^[\w-]+$/.test(id) ? id : encodeURIComponent(id));
  };
}

/**
 * A base URL that is safe in headers and bodies, without trailing slashes. It may come from the `Host` header, so
 * anything that is no plain http(s) URL counts as none, and locations become relative.
 */
export function cleanBaseUrl(url: string | undefined): string {
  if (url === undefined || !/^https?:\/\/[\w.~:[\]-]+(?:\/[\w.~%!$&'()*+,;=:@-]+)*\/*$/.test(url)) return '';
  return url.replace(/\/+$/, '');
}
