import { z } from 'zod';
import { mappingOverridesSchema, roleMappingSchema } from './role-mapping-schema.ts';

/** A JSON Schema (draft 7), as editors read it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of a role mapping in a file, which is also in this package as `role-mapping.schema.json`. It refuses what
 * {@link parseRoleMapping} refuses for its shape; names that are used twice and filters that do not parse show there only.
 */
export function roleMappingJsonSchema(): JsonSchema {
  return { ...toJsonSchema(roleMappingSchema), title: 'Role mapping of scim-superset' };
}

/** The JSON Schema of a target's deviations from the role mapping, as {@link parseMappingOverrides} reads them. */
export function mappingOverridesJsonSchema(): JsonSchema {
  return { ...toJsonSchema(mappingOverridesSchema), title: 'Overrides of a target of scim-superset' };
}

function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
}
