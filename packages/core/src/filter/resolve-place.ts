import type { Attribute } from '../schema/attribute.ts';
import { formatPath, resolvePath } from '../schema/attribute-path.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { anyElement, at, type ValueTest } from './own-value.ts';

/** What a path in a filter speaks about, bound to a schema. */
export interface Place {
  /** The canonical path, for messages. */
  readonly path: string;
  /** The attribute whose type and case decide; undefined for a whole extension. */
  readonly attribute: Attribute | undefined;
  /** Turns a test of one value into a test of the record: any value of a multi-valued attribute may pass it. */
  bind(test: ValueTest): ValueTest;
}

/** Finds a place by the path as written; undefined when there is no such attribute. */
export type ResolvePlace = (path: string) => Place | undefined;

/**
 * Resolves paths in a resource. An attribute of an extension needs no URN when its name is unambiguous: RFC 7644 §3.10
 * only recommends it, and Microsoft Entra filters by plain `manager`.
 */
export function placesOfResource(resourceType: ResourceType): ResolvePlace {
  return (path) => {
    const resolved = resolvePath(path, resourceType) ?? resolveInExtensions(path, resourceType);
    if (resolved === undefined) return undefined;
    const { extension, attribute, subAttribute } = resolved;
    return {
      path: formatPath(resolved),
      attribute: attribute && subAttribute ? comparedSubAttribute(attribute, subAttribute) : attribute,
      bind(test) {
        let bound = test;
        if (subAttribute !== undefined) bound = bindAttribute(subAttribute, bound);
        if (attribute !== undefined) bound = bindAttribute(attribute, bound);
        return extension === undefined ? bound : at(extension.id, bound);
      },
    };
  };
}

/** Resolves sub-attributes in one element of an attribute; `value` of an element that is not complex is the element. */
export function placesOfElement(attribute: Attribute, parentPath: string): ResolvePlace {
  return (name) => {
    const lower = name.toLowerCase();
    if (attribute.type !== 'complex' && lower === 'value') {
      return { path: parentPath, attribute, bind: (test) => test };
    }
    const subAttribute = attribute.subAttributes.get(lower);
    if (subAttribute === undefined) return undefined;
    return {
      path: `${parentPath}.${subAttribute.name}`,
      attribute: comparedSubAttribute(attribute, subAttribute),
      bind: (test) => bindAttribute(subAttribute, test),
    };
  };
}

/** The place that a comparison compares: of a complex attribute that has a `value`, that one. */
export function comparedPlace(place: Place): Place {
  const { attribute, path } = place;
  if (attribute?.type !== 'complex') return place;
  const value = placesOfElement(attribute, path)('value');
  return value === undefined ? place : { ...value, bind: (test) => place.bind(value.bind(test)) };
}

/**
 * The `value` of a list of references, as in `members` and `groups`, is the id of a resource. RFC 7643 declares it
 * without `caseExact`, but ids are case-exact (§3.1), and so is the relation that stores look members up in.
 */
function comparedSubAttribute(attribute: Attribute, subAttribute: Attribute): Attribute {
  const isReference = attribute.multiValued && subAttribute.name === 'value' && attribute.subAttributes.has('$ref');
  return isReference ? { ...subAttribute, caseExact: true } : subAttribute;
}

function bindAttribute(attribute: Attribute, test: ValueTest): ValueTest {
  return at(attribute.name, attribute.multiValued ? anyElement(test) : test);
}

function resolveInExtensions(path: string, resourceType: ResourceType): ReturnType<typeof resolvePath> {
  if (path.includes(':')) return undefined;
  const found = resourceType.extensions
    .map(({ schema }) => resolvePath(`${schema.id}:${path}`, resourceType))
    .filter((resolved) => resolved !== undefined);
  return found.length === 1 ? found[0] : undefined;
}
