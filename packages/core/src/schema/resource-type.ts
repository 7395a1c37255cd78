import type { Attribute } from './attribute.ts';
import { commonAttributes } from './common-attributes.ts';
import type { ScimResource } from './resource.ts';
import type { ResourceOf } from './resource-of.ts';
import { compileSchema, type Schema, type SchemaJson, type ScimmySchemaDefinition } from './schema.ts';

/** A compiled resource type: one core schema and its extensions (RFC 7643 §6). */
export interface ResourceType<R extends ScimResource = ScimResource> {
  /** For example `User`; also the value of `meta.resourceType`. */
  readonly name: string;
  /** Path of the endpoint below the SCIM base, for example `/Users`. */
  readonly endpoint: string;
  readonly description: string;
  readonly schema: Schema;
  readonly extensions: readonly SchemaExtension[];
  /** Common and core attributes by lower-case name: what stands at the top level of a resource. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Attribute paths that stores index for `eq` filters, for example `userName` or `emails.value`. */
  readonly indexed: readonly string[];
  /** The whole resource type, where `keepAttributes` took attributes out: these are accepted and ignored. */
  readonly reducedFrom?: ResourceType;
  /** Carries the TypeScript type of the resource; never present at run time. */
  readonly $resource?: R;
}

/** An extension schema of a resource type (RFC 7643 §3.3). */
export interface SchemaExtension {
  readonly schema: Schema;
  readonly required: boolean;
}

/** What a resource type is built from. Schemas may be RFC 7643 §7 JSON or scimmy `SchemaDefinition` objects. */
export interface ResourceTypeDefinition {
  readonly name: string;
  readonly endpoint: string;
  /** Default: the schema's description. */
  readonly description?: string;
  readonly schema: SchemaJson | ScimmySchemaDefinition;
  /** Default: none. */
  readonly extensions?: readonly {
    readonly schema: SchemaJson | ScimmySchemaDefinition;
    readonly required?: boolean;
  }[];
  /** Paths to index besides `id`, which always is. Default: none. */
  readonly indexed?: readonly string[];
}

/**
 * Compiles a resource type (RFC 7643 §6). All inputs are copied.
 *
 * A definition that is written in place, or `as const`, gives the resources their TypeScript type, see {@link ResourceOf}.
 * Elsewhere the type can be named: `createResourceType<Device>(…)`.
 *
 * @example
 * const device = createResourceType({
 *   name: 'Device',
 *   endpoint: '/Devices',
 *   schema: { id: 'urn:example:Device', name: 'Device', attributes: [{ name: 'serial', required: true }] },
 * });
 * const { resource } = applyPatch({ serial: '7' }, request, device);
 * resource.serial; // string
 *
 * @throws {TypeError} when a schema is malformed, two extensions share a URN, or an attribute redefines a common one.
 */
export function createResourceType<const D extends ResourceTypeDefinition>(definition: D): ResourceType<ResourceOf<D>>;
export function createResourceType<R extends ScimResource>(definition: ResourceTypeDefinition): ResourceType<R>;
export function createResourceType(definition: ResourceTypeDefinition): ResourceType {
  if (!/^\/[A-Za-z0-9._~-]+$/.test(definition.endpoint)) {
    throw new TypeError(`The endpoint of resource type "${definition.name}" must be one path segment such as "/Users"`);
  }
  const schema = compileSchema(definition.schema);
  for (const name of schema.attributes.keys()) {
    if (commonAttributes.has(name)) throw new TypeError(`Schema ${schema.id} redefines the common attribute "${name}"`);
  }
  const extensions = (definition.extensions ?? []).map((extension) => ({
    schema: compileSchema(extension.schema),
    required: extension.required ?? false,
  }));
  const urns = [schema.id, ...extensions.map((extension) => extension.schema.id)].map((urn) => urn.toLowerCase());
  if (new Set(urns).size < urns.length) {
    throw new TypeError(`Resource type "${definition.name}" names the same schema twice`);
  }
  return {
    name: definition.name,
    endpoint: definition.endpoint,
    description: definition.description ?? schema.description,
    schema,
    extensions,
    attributes: new Map([...commonAttributes, ...schema.attributes]),
    indexed: [...(definition.indexed ?? [])],
  };
}
