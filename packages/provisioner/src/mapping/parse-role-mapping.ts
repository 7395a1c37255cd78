import { z } from 'zod';
import { ProvisionerError } from '../provisioner-error.ts';
import { defineRoleMapping } from './define-role-mapping.ts';
import type { MappingOverrides, RoleMapping } from './role-mapping.ts';
import { mappingOverridesSchema, roleMappingSchema } from './role-mapping-schema.ts';

/**
 * Reads a role mapping from the value of a JSON or YAML file: as {@link defineRoleMapping} takes it, without `when`.
 *
 * @throws {ProvisionerError} `invalid-mapping`; the message names the place in the file, the grant and the remedy.
 */
export function parseRoleMapping(json: unknown): RoleMapping {
  return defineRoleMapping(parse(roleMappingSchema, json, 'The role mapping is'));
}

/**
 * Reads a target's deviations from the role mapping from the value of a JSON or YAML file, without `when`. Whether they
 * fit a mapping shows when a provisioner is created with both.
 *
 * @throws {ProvisionerError} `invalid-mapping`; the message names the target, the place and the remedy.
 */
export function parseMappingOverrides(json: unknown, target: string): MappingOverrides {
  return parse(mappingOverridesSchema, json, `The overrides of target "${target}" are`);
}

function parse<T>(schema: z.ZodType<T>, json: unknown, subject: string): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${formatPlace(path, json)}: ${message}`);
  throw new ProvisionerError('invalid-mapping', `${subject} malformed: ${problems.join('; ')}`);
}

function formatPlace(path: readonly PropertyKey[], json: unknown): string {
  if (path.length === 0) return 'top level';
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  const name = path[0] === 'grants' && typeof path[1] === 'number' ? grantName(json, path[1]) : undefined;
  return name === undefined ? place.slice(1) : `${place.slice(1)} (grant "${name}")`;
}

function grantName(json: unknown, index: number): string | undefined {
  const named = z.looseObject({ name: z.string() });
  return z
    .object({ grants: z.array(z.unknown()) })
    .transform(({ grants }) => named.safeParse(grants[index]).data?.name)
    .safeParse(json).data;
}
