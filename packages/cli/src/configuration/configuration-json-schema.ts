import { type JsonSchema, mappingOverridesJsonSchema, roleMappingJsonSchema } from '@scim-superset/provisioner';
import { z } from 'zod';
import { configurationSchema, mappingValue, overridesValue } from './configuration.ts';

const variable = '|\\$\\{\\w+\\}';

/**
 * The JSON Schema (draft 7) of the configuration file, role mapping included, which is also in this package as
 * `configuration.schema.json`. Editors complete and check the file by it.
 */
export function configurationJsonSchema(): JsonSchema {
  const parts = new Map<unknown, () => JsonSchema>([
    [mappingValue, roleMappingJsonSchema],
    [overridesValue, mappingOverridesJsonSchema],
  ]);
  const schema = z.toJSONSchema(configurationSchema, {
    target: 'draft-7',
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      const { $schema: _dialect, ...part } = parts.get(zodSchema)?.() ?? {};
      Object.assign(jsonSchema, part);
      const pattern = jsonSchema.format === 'uri' ? '^https?://.' : jsonSchema.pattern;
      // An editor does not know what a variable stands for. An optional value and the value itself both come by here.
      if (pattern === undefined || pattern.endsWith(variable)) return;
      Object.assign(jsonSchema, { format: undefined, pattern: pattern + variable });
    },
  });
  return { ...schema, title: 'Configuration of scim-superset' };
}
