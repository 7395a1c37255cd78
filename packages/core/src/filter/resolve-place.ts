import type { Attribute } from '../schema/attribute.ts';
import { formatPath } from '../schema/attribute-path.ts';
import { resolveNotation } from '../schema/resolve-notation.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { anyRecordAt, anyValueAt, type RecordTest, recordAt } from './record-test.ts';

/** What a path in a filter speaks about, bound to a schema. */
export interface Place {
  /** The canonical path. */
  readonly path: string;
  /** The attribute whose type and case decide; undefined for a whole extension. */
  readonly attribute: Attribute | undefined;
  /** What to go through to get to the object that has the value, from the outside in. */
  readonly holders: readonly Holder[];
  /** The property of that object. */
  readonly name: string;
}

/** A property that leads on: to one object, to a list of objects, or to a list of values taken as `{ value }`. */
export interface Holder {
  readonly name: string;
  readonly kind: 'record' | 'records' | 'values';
}

/** Finds a place by the path as written; undefined when there is no such attribute. */
export type ResolvePlace = (path: string) => Place | undefined;

/** Resolves paths in a resource. */
export function placesOfResource(resourceType: ResourceType): ResolvePlace {
  return (text) => {
    const resolved = resolveNotation(text, resourceType);
    if (resolved === undefined) return undefined;
    const { extension, attribute, subAttribute } = resolved;
    const path = formatPath(resolved);
    if (attribute === undefined) return { path, attribute, holders: [], name: path };
    const holders: readonly Holder[] = extension === undefined ? [] : [{ name: extension.id, kind: 'record' }];
    if (subAttribute === undefined) return { path, attribute, holders, name: attribute.name };
    return subPlace(path, attribute, subAttribute, [...holders, holderOf(attribute)]);
  };
}

/** Resolves sub-attributes in one element of an attribute; an element that is no object has itself as `value`. */
export function placesOfElement(attribute: Attribute, path: string): ResolvePlace {
  return (text) => {
    const name = text.toLowerCase();
    if (attribute.type !== 'complex') {
      return name === 'value'
        ? { path, attribute: { ...attribute, multiValued: false }, holders: [], name }
        : undefined;
    }
    const subAttribute = attribute.subAttributes.get(name);
    return subAttribute && subPlace(`${path}.${subAttribute.name}`, attribute, subAttribute, []);
  };
}

/** The place of the single values that a comparison compares; of a complex attribute with a `value` it is that one. */
export function comparedPlace(place: Place): Place {
  const { path, attribute, holders, name } = place;
  const value = attribute?.subAttributes.get('value');
  if (attribute !== undefined && value !== undefined) {
    return comparedPlace(subPlace(`${path}.${value.name}`, attribute, value, [...holders, holderOf(attribute)]));
  }
  return attribute?.multiValued ? { ...place, holders: [...holders, { name, kind: 'values' }], name: 'value' } : place;
}

/** Turns a test of the object that has the value into a test of the object that the path starts from. */
export function bindTest(test: RecordTest, holders: readonly Holder[]): RecordTest {
  return holders.reduceRight((bound, { name, kind }) => {
    if (kind === 'record') return recordAt(name, bound);
    return kind === 'records' ? anyRecordAt(name, bound) : anyValueAt(name, bound);
  }, test);
}

function subPlace(path: string, attribute: Attribute, subAttribute: Attribute, holders: readonly Holder[]): Place {
  // The `value` of a list of references, as in `members` and `groups`, is the id of a resource. RFC 7643 declares it
  // without caseExact, but ids are case-exact (§3.1), and so is the relation that stores look members up in.
  const isId = attribute.multiValued && subAttribute.name === 'value' && attribute.subAttributes.has('$ref');
  return {
    path,
    attribute: isId ? { ...subAttribute, caseExact: true } : subAttribute,
    holders,
    name: subAttribute.name,
  };
}

function holderOf({ name, multiValued }: Attribute): Holder {
  return { name, kind: multiValued ? 'records' : 'record' };
}
