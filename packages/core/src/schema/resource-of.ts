import type { AttributeDefinition } from './attribute.ts';
import type { ScimResource } from './resource.ts';
import type { ResourceTypeDefinition } from './resource-type.ts';

/** The TypeScript type of a value of each simple type of SCIM (RFC 7643 §2.3). */
interface Simple {
  readonly string: string;
  readonly boolean: boolean;
  readonly decimal: number;
  readonly integer: number;
  readonly dateTime: string;
  readonly reference: string;
  readonly binary: string;
}

/**
 * The TypeScript type of the resources that a definition written as a literal describes: its core attributes, and each
 * extension under its URN; optional unless required. Where the definition is not a literal (JSON that was parsed, or a
 * scimmy `SchemaDefinition`) names are not known at compile time, and what has no known name is `unknown`.
 */
export type ResourceOf<D extends ResourceTypeDefinition> = ScimResource &
  AttributesOf<AttributesIn<D['schema']>> &
  ExtensionsOf<ExtensionsIn<D>>;

/** An object with these attributes. Those whose name is a plain `string` are left out. */
export type AttributesOf<A extends readonly AttributeDefinition[]> = {
  readonly [D in A[number] as D['required'] extends true ? KnownName<D['name']> : never]: ValueOf<D>;
} & {
  readonly [D in A[number] as D['required'] extends true ? never : KnownName<D['name']>]?: ValueOf<D>;
};

type ValueOf<D extends AttributeDefinition> = D['multiValued'] extends true ? readonly ElementOf<D>[] : ElementOf<D>;

type ElementOf<D extends AttributeDefinition> = D extends { readonly type: keyof Simple }
  ? Simple[D['type']]
  : D extends { readonly type: 'complex'; readonly subAttributes: infer A extends readonly AttributeDefinition[] }
    ? AttributesOf<A>
    : string;

type Extension = NonNullable<ResourceTypeDefinition['extensions']>[number];

type ExtensionsOf<E extends Extension> = {
  readonly [X in E as X['required'] extends true ? KnownName<X['schema']['id']> : never]: ExtensionValue<X>;
} & {
  readonly [X in E as X['required'] extends true ? never : KnownName<X['schema']['id']>]?: ExtensionValue<X>;
};

type ExtensionValue<X extends Extension> = AttributesOf<AttributesIn<X['schema']>>;

type ExtensionsIn<D extends ResourceTypeDefinition> = D['extensions'] extends readonly Extension[]
  ? D['extensions'][number]
  : never;

/** None for a scimmy definition. */
type AttributesIn<S> = S extends { readonly attributes: infer A extends readonly AttributeDefinition[] }
  ? A
  : readonly [];

type KnownName<Name extends string> = string extends Name ? never : Name;
