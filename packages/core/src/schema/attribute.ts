/** Data types of SCIM attributes (RFC 7643 §2.3). */
export type AttributeType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'reference'
  | 'binary'
  | 'complex';

/** When an attribute may be written (RFC 7643 §7). */
export type Mutability = 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';

/** When an attribute is part of a response (RFC 7643 §7). */
export type Returned = 'always' | 'never' | 'default' | 'request';

/** An attribute as `/Schemas` publishes it (RFC 7643 §7). Everything but the name has the RFC's default. */
export interface AttributeDefinition {
  readonly name: string;
  readonly type?: AttributeType | undefined;
  readonly multiValued?: boolean | undefined;
  readonly description?: string | undefined;
  readonly required?: boolean | undefined;
  readonly canonicalValues?: readonly string[] | undefined;
  readonly caseExact?: boolean | undefined;
  readonly mutability?: Mutability | undefined;
  readonly returned?: Returned | undefined;
  readonly uniqueness?: 'none' | 'server' | 'global' | undefined;
  readonly referenceTypes?: readonly string[] | undefined;
  readonly subAttributes?: readonly AttributeDefinition[] | undefined;
}

/** A compiled attribute: every characteristic present, sub-attributes found by lower-case name. */
export interface Attribute {
  /** The name as the schema spells it, which is how it is stored and returned. */
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  /** Suggested values; never enforced (RFC 7643 §7 allows other values). */
  readonly canonicalValues: readonly string[];
  /** Whether values compare by case. Always true for `reference` and `binary` (RFC 7643 §2.3.6, §2.3.7). */
  readonly caseExact: boolean;
  readonly mutability: Mutability;
  readonly returned: Returned;
  readonly uniqueness: 'none' | 'server' | 'global';
  readonly referenceTypes: readonly string[];
  /** Sub-attributes by lower-case name; empty unless the type is `complex`. */
  readonly subAttributes: ReadonlyMap<string, Attribute>;
  /** The whole attribute, where `keepAttributes` took sub-attributes out. */
  readonly reducedFrom?: Attribute;
}

/**
 * Compiles an attribute definition, filling in the defaults of RFC 7643 §2.2.
 *
 * @throws {TypeError} when the name is no attribute name, or `complex` and `subAttributes` disagree.
 */
export function compileAttribute(definition: AttributeDefinition): Attribute {
  const { name, type = 'string' } = definition;
  if (!isAttributeName(name)) {
    throw new TypeError(
      `"${name}" is not a SCIM attribute name: it starts with a letter, then letters, digits, "-" and "_"`,
    );
  }
  const subAttributes = compileAttributes(definition.subAttributes ?? []);
  if ((type === 'complex') !== subAttributes.size > 0) {
    throw new TypeError(`Attribute "${name}" must have subAttributes if, and only if, its type is "complex"`);
  }
  return {
    name,
    type,
    multiValued: definition.multiValued ?? false,
    description: definition.description ?? '',
    required: definition.required ?? false,
    canonicalValues: [...(definition.canonicalValues ?? [])],
    caseExact: type === 'reference' || type === 'binary' || (definition.caseExact ?? false),
    mutability: definition.mutability ?? 'readWrite',
    returned: definition.returned ?? 'default',
    uniqueness: definition.uniqueness ?? 'none',
    referenceTypes: [...(definition.referenceTypes ?? [])],
    subAttributes,
  };
}

/**
 * Compiles a list of attributes into a map by lower-case name, in the given order.
 *
 * @throws {TypeError} when two names differ by case only, because SCIM names are case-insensitive (RFC 7643 §2.1).
 */
export function compileAttributes(definitions: readonly AttributeDefinition[]): ReadonlyMap<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  for (const definition of definitions) {
    const attribute = compileAttribute(definition);
    const key = attribute.name.toLowerCase();
    if (attributes.has(key)) throw new TypeError(`Attribute "${attribute.name}" is defined twice`);
    attributes.set(key, attribute);
  }
  return attributes;
}

/** The JSON form of a compiled attribute, as `/Schemas` returns it (RFC 7643 §7). */
export function describeAttribute(attribute: Attribute): AttributeDefinition {
  const { type } = attribute;
  const isComplex = type === 'complex';
  const hasCase = type === 'string' || type === 'reference' || type === 'binary';
  return {
    name: attribute.name,
    type,
    multiValued: attribute.multiValued,
    description: attribute.description,
    required: attribute.required,
    ...(attribute.canonicalValues.length > 0 && { canonicalValues: attribute.canonicalValues }),
    ...(hasCase && { caseExact: attribute.caseExact }),
    mutability: attribute.mutability,
    returned: attribute.returned,
    ...(!isComplex && type !== 'boolean' && { uniqueness: attribute.uniqueness }),
    ...(attribute.referenceTypes.length > 0 && { referenceTypes: attribute.referenceTypes }),
    ...(isComplex && { subAttributes: [...attribute.subAttributes.values()].map(describeAttribute) }),
  };
}

/** `$ref` is the one name of RFC 7643 that its own grammar (§2.1) forbids. */
function isAttributeName(name: string): boolean {
  return name === '$ref' || /^[A-Za-z][A-Za-z0-9_-]*$/.test(name);
}
