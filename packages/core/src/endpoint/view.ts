import { ScimError } from '../message/scim-error.ts';
import { compileProjection, type ProjectionParameters } from '../schema/project-resource.ts';
import { resolveNotation } from '../schema/resolve-notation.ts';
import type { ScimResource } from '../schema/resource.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { QueryParameters } from './query-parameters.ts';

/** What of the resources of one type a response shows. */
export interface View {
  /** Relations that have to be read for it. A group's members cost nothing unless they are shown. */
  readonly include: { readonly members: boolean; readonly groups: boolean };
  readonly project: (resource: ScimResource) => ScimResource;
}

/**
 * Reads `attributes` and `excludedAttributes` from a query (RFC 7644 §3.9).
 *
 * @throws {ScimError} 400 `invalidValue` for too many names.
 */
export function readProjection(query: QueryParameters): ProjectionParameters {
  const attributes = splitNames(query.get('attributes'));
  const excludedAttributes = splitNames(query.get('excludedattributes'));
  return { ...(attributes && { attributes }), ...(excludedAttributes && { excludedAttributes }) };
}

/**
 * Binds what the client wants to see to a resource type. Names that the resource type does not have are passed over.
 *
 * @throws {ScimError} 400 `invalidValue` when both lists are given; they exclude each other.
 */
export function createView(parameters: ProjectionParameters, resourceType: ResourceType): View {
  const project = compileProjection(resourceType, parameters);
  const include = {
    members: shows('members', parameters, resourceType),
    groups: shows('groups', parameters, resourceType),
  };
  return {
    include,
    project(resource) {
      const shown = project(resource);
      // Clients that read the members to compare them expect a list, even when nobody is in it (authentik).
      const isEmpty = include.members && Array.isArray(resource.members) && resource.members.length === 0;
      return isEmpty ? { ...shown, members: [] } : shown;
    },
  };
}

/**
 * The view for a request; the usual one, without parameters, is not computed anew.
 *
 * @throws {ScimError} 400 `invalidValue`, see {@link createView}.
 */
export function viewOf(
  { defaultViews }: { readonly defaultViews: ReadonlyMap<ResourceType, View> },
  parameters: ProjectionParameters,
  resourceType: ResourceType,
): View {
  const usual = Object.keys(parameters).length === 0 ? defaultViews.get(resourceType) : undefined;
  return usual ?? createView(parameters, resourceType);
}

function shows(name: string, parameters: ProjectionParameters, resourceType: ResourceType): boolean {
  if (!resourceType.attributes.has(name)) return false;
  const { attributes, excludedAttributes = [] } = parameters;
  const places = (attributes ?? excludedAttributes)
    .map((path) => resolveNotation(path, resourceType))
    .filter((place) => place?.extension === undefined && place?.attribute?.name === name);
  return attributes === undefined ? places.every((place) => place?.subAttribute !== undefined) : places.length > 0;
}

/** Names that a request may list. */
const mostNames = 1_000;

function splitNames(value: string | undefined): readonly string[] | undefined {
  const names = value
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names !== undefined && names.length > mostNames) {
    throw new ScimError(400, `At most ${mostNames} attributes can be named`, { scimType: 'invalidValue' });
  }
  return names === undefined || names.length === 0 ? undefined : names;
}
