import { type ResolvedPath, resolvePath } from './attribute-path.ts';
import type { ResourceType } from './resource-type.ts';

/**
 * Resolves an attribute path that may lack the URN of its extension. RFC 7644 §3.10 only recommends the URN, and Entra
 * patches `manager`; a bare name means an extension's attribute where the core schema has none of that name and exactly
 * one extension does.
 */
export function resolveNotation(path: string, resourceType: ResourceType): ResolvedPath | undefined {
  const place = resolvePath(path, resourceType);
  if (place !== undefined || path.includes(':')) return place;
  // What a bare name means does not depend on which attributes are kept.
  const { reducedFrom: whole = resourceType } = resourceType;
  if (whole !== resourceType && resolvePath(path, whole) !== undefined) return undefined;
  const candidates = whole.extensions
    .map(({ schema }) => `${schema.id}:${path}`)
    .filter((candidate) => resolvePath(candidate, whole)?.attribute !== undefined);
  const [candidate] = candidates;
  return candidate === undefined || candidates.length > 1 ? undefined : resolvePath(candidate, resourceType);
}
