/** Writes the JSON Schemas that packages carry. Run it after a change of the zod schemas; tests hold the files to these. */
import { writeFile } from 'node:fs/promises';
import { configurationJsonSchema } from '../packages/cli/src/configuration/configuration-json-schema.ts';
import { roleMappingJsonSchema } from '../packages/provisioner/src/mapping/role-mapping-json-schema.ts';

const schemas = {
  'packages/provisioner/role-mapping.schema.json': roleMappingJsonSchema(),
  'packages/cli/configuration.schema.json': configurationJsonSchema(),
};
for (const [file, schema] of Object.entries(schemas)) {
  await writeFile(new URL(`../${file}`, import.meta.url), `${JSON.stringify(schema, undefined, 2)}\n`);
}
