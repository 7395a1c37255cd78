import { type Attribute, type AttributeDefinition, compileAttributes, describeAttribute } from './attribute.ts';

/** A schema as `/Schemas` publishes it (RFC 7643 §7). */
export interface SchemaJson {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly attributes: readonly AttributeDefinition[];
}

/** The part of a scimmy `SchemaDefinition` that is read here, so that any scimmy version's object can be passed. */
export interface ScimmySchemaDefinition {
  readonly id: string;
  readonly name: string;
  describe(basepath?: string): { readonly id: string; readonly name: string };
}

/** A compiled schema: attributes by lower-case name. */
export interface Schema {
  /** The schema URN as it is spelled in `schemas`. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** The whole schema, where `keepAttributes` took attributes out. */
  readonly reducedFrom?: Schema;
}

/**
 * Compiles a schema from RFC 7643 §7 JSON or from a scimmy `SchemaDefinition`. The input is copied: changing it
 * afterwards, or extending the scimmy definition elsewhere in the process, has no effect on the compiled schema.
 *
 * @throws {TypeError} when an attribute is malformed or defined twice.
 */
export function compileSchema(definition: SchemaJson | ScimmySchemaDefinition): Schema {
  const json = 'describe' in definition ? schemaToJson(definition) : definition;
  return {
    id: json.id,
    name: json.name,
    description: json.description ?? '',
    attributes: compileAttributes(json.attributes),
  };
}

/** The JSON form of a compiled schema, without `schemas` and `meta` (RFC 7643 §7). */
export function describeSchema(schema: Schema): SchemaJson {
  return {
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: [...schema.attributes.values()].map(describeAttribute),
  };
}

/** The plain RFC 7643 §7 form of a scimmy definition, detached from it. */
export function schemaToJson(definition: ScimmySchemaDefinition): SchemaJson {
  // scimmy's attributes are live objects with toJSON().
  return JSON.parse(JSON.stringify(definition.describe())) as SchemaJson;
}
