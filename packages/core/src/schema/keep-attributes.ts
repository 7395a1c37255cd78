import type { Attribute } from './attribute.ts';
import type { ResolvedPath } from './attribute-path.ts';
import { resolveNotation } from './resolve-notation.ts';
import type { ScimResource } from './resource.ts';
import { membersAttribute } from './resource-members.ts';
import type { ResourceType } from './resource-type.ts';
import type { Schema } from './schema.ts';

/** What says whether somebody has access, and the relations between users and groups. */
const alwaysKept: ReadonlySet<string> = new Set(['active', 'groups', 'members']);

/** What clients tell the values of a list apart by (RFC 7643 §2.4); without it `emails[type eq "work"]` has no meaning. */
const identifying: ReadonlySet<string> = new Set(['value', 'type', 'primary']);

/**
 * Reduces a resource type to the attributes at the given paths (data minimisation). A path may name an attribute, a
 * sub-attribute, or a whole extension. These stay in any case: the common attributes (RFC 7643 §3.1), required ones, a
 * group's `displayName`, `active`, `members` and `groups`; of a complex attribute that stays, `value`, `type` and `primary`.
 *
 * The result knows what it lacks: {@link readResource} and {@link applyPatch} accept these attributes and ignore them
 * whatever the quirks, since clients that send them do nothing wrong (RFC 7644 §3.3 lets a server ignore content);
 * {@link compileFilter} refuses them; `/Schemas` and responses are without them.
 *
 * @example
 * const lean = keepAttributes(userResourceType, ['emails', 'name.givenName', `${enterpriseUserUrn}:department`]);
 * const endpoint = createScimEndpoint({ store, authenticate, resourceTypes: [lean, groupResourceType] });
 *
 * @throws {TypeError} when a path names no attribute of the resource type.
 */
export function keepAttributes<R extends ScimResource>(
  resourceType: ResourceType<R>,
  paths: readonly string[],
): ResourceType<R> {
  const places = paths.map((path) => {
    const place = resolveNotation(path, resourceType);
    if (place !== undefined) return place;
    throw new TypeError(
      `"${path}" names no attribute of ${resourceType.name}; correct it, or see its schema for others`,
    );
  });
  const isGroup = membersAttribute(resourceType) !== undefined;
  const isKept = ({ name, required }: Attribute): boolean =>
    required || alwaysKept.has(name) || (isGroup && name === 'displayName');
  const schema = reduceSchema(
    resourceType.schema,
    places.filter(({ extension }) => extension === undefined),
    isKept,
  );
  const reduced: ResourceType<R> = {
    ...resourceType,
    schema,
    extensions: resourceType.extensions.flatMap((extension) => {
      const { id } = extension.schema;
      const inside = places.filter((place) => place.extension?.id === id);
      const left = reduceSchema(extension.schema, inside, ({ required }) => required);
      const demands = [...left.attributes.values()].some(({ required }) => required);
      return left.attributes.size === 0 ? [] : [{ schema: left, required: extension.required && demands }];
    }),
    attributes: new Map(
      [...resourceType.attributes]
        .filter(([name]) => !resourceType.schema.attributes.has(name))
        .concat([...schema.attributes]),
    ),
    reducedFrom: resourceType.reducedFrom ?? resourceType,
  };
  return { ...reduced, indexed: resourceType.indexed.filter((path) => resolveNotation(path, reduced) !== undefined) };
}

function reduceSchema(
  schema: Schema,
  places: readonly ResolvedPath[],
  isKept: (attribute: Attribute) => boolean,
): Schema {
  const isWhole = places.some(({ attribute }) => attribute === undefined);
  const attributes = [...schema.attributes].flatMap(([name, attribute]): [string, Attribute][] => {
    if (isWhole || isKept(attribute)) return [[name, attribute]];
    const named = places.filter((place) => place.attribute === attribute);
    return named.length === 0 ? [] : [[name, reduceAttribute(attribute, named)]];
  });
  return { ...schema, attributes: new Map(attributes), reducedFrom: schema.reducedFrom ?? schema };
}

function reduceAttribute(attribute: Attribute, named: readonly ResolvedPath[]): Attribute {
  if (named.some(({ subAttribute }) => subAttribute === undefined)) return attribute;
  const subAttributes = [...attribute.subAttributes].filter(
    ([, sub]) => sub.required || identifying.has(sub.name) || named.some(({ subAttribute }) => subAttribute === sub),
  );
  return { ...attribute, subAttributes: new Map(subAttributes), reducedFrom: attribute.reducedFrom ?? attribute };
}
