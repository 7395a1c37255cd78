import type { ResolvedPath } from './attribute-path.ts';
import { resolvePath } from './attribute-path.ts';
import type { Quirks } from './quirks.ts';
import type { ResourceType } from './resource-type.ts';

/**
 * Resolves a property name of a client's resource JSON: an attribute, an extension's URN or, under the quirk
 * `dottedKeys`, an attribute path such as `name.givenName` or `URN:attribute`.
 */
export function resolveKey(key: string, resourceType: ResourceType, quirks: Quirks): ResolvedPath | undefined {
  const resolved = resolvePath(key, resourceType);
  if (resolved === undefined || quirks.dottedKeys) return resolved;
  const isPath = resolved.subAttribute !== undefined || (resolved.attribute !== undefined && key.includes(':'));
  return isPath ? undefined : resolved;
}
