import type { Attribute } from './attribute.ts';
import type { ResourceType } from './resource-type.ts';
import type { Schema } from './schema.ts';

/** Where an attribute sits in a resource, found from the text of an attribute path (RFC 7644 §3.10). */
export interface ResolvedPath {
  /** The extension that holds the attribute; absent for core and common attributes. */
  readonly extension?: Schema;
  /** The attribute; absent when the path names a whole extension. */
  readonly attribute?: Attribute;
  /** The sub-attribute; absent when the path names the attribute itself. */
  readonly subAttribute?: Attribute;
}

/**
 * Resolves `userName`, `name.givenName`, `URN:attribute.sub` or an extension's bare URN, all case-insensitively
 * (RFC 7644 §3.10). Because schema URNs contain dots and colons (`…:2.0:User`), the URN is matched against the
 * schemas of the resource type and never split by character.
 *
 * @returns the place, or undefined when the resource type has no such attribute.
 */
export function resolvePath(path: string, resourceType: ResourceType): ResolvedPath | undefined {
  const lower = path.toLowerCase();
  if (!lower.includes(':')) return resolveNames(lower, resourceType.attributes);

  const coreUrn = resourceType.schema.id.toLowerCase();
  if (lower.startsWith(`${coreUrn}:`)) {
    return resolveNames(lower.slice(coreUrn.length + 1), resourceType.attributes);
  }
  for (const { schema } of resourceType.extensions) {
    const urn = schema.id.toLowerCase();
    if (lower === urn) return { extension: schema };
    if (!lower.startsWith(`${urn}:`)) continue;
    const resolved = resolveNames(lower.slice(urn.length + 1), schema.attributes);
    if (resolved !== undefined) return { extension: schema, ...resolved };
  }
  return undefined;
}

function resolveNames(lower: string, attributes: ReadonlyMap<string, Attribute>): ResolvedPath | undefined {
  const dot = lower.indexOf('.');
  const attribute = attributes.get(dot < 0 ? lower : lower.slice(0, dot));
  if (attribute === undefined || dot < 0) return attribute && { attribute };
  const subAttribute = attribute.subAttributes.get(lower.slice(dot + 1));
  return subAttribute && { attribute, subAttribute };
}

/** The canonical text of a resolved path, for messages and audit, for example `name.givenName`. */
export function formatPath({ extension, attribute, subAttribute }: ResolvedPath): string {
  const names = [attribute?.name, subAttribute?.name].filter((name) => name !== undefined).join('.');
  if (extension === undefined) return names;
  return names === '' ? extension.id : `${extension.id}:${names}`;
}
