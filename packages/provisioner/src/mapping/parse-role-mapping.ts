import { z } from 'zod';
import { ProvisionerError } from '../provisioner-error.ts';
import { defineRoleMapping } from './define-role-mapping.ts';
import type { RoleMapping, RoleMappingInput } from './role-mapping.ts';

const text = z.string().min(1);
const selector = z.union([
  text,
  z.strictObject({ displayName: text }),
  z.strictObject({ externalId: text }),
  z.strictObject({ id: text }),
]);
const grantShape = { name: text, roles: z.array(text).min(1) };
const mappingSchema = z.strictObject({
  grants: z.array(
    z.union(
      [z.strictObject({ ...grantShape, group: selector }), z.strictObject({ ...grantShape, filter: text })],
      'must be {name, roles, group} or {name, roles, filter}, with at least one role and nothing else',
    ),
  ),
  baseRole: text.optional(),
  groupPrefix: text.optional(),
  protectedAccounts: z.array(text).optional(),
  adoption: z.enum(['adopt', 'refuse', 'report']).optional(),
});

/**
 * Reads a role mapping from the value of a JSON or YAML file: as {@link defineRoleMapping} takes it, without `when`.
 *
 * @throws {ProvisionerError} `invalid-mapping`; the message names the place in the file, the grant and the remedy.
 */
export function parseRoleMapping(json: unknown): RoleMapping {
  const parsed = mappingSchema.safeParse(json);
  if (parsed.success) return defineRoleMapping(withoutUndefined(parsed.data));
  const problems = parsed.error.issues.map(({ path, message }) => `${formatPlace(path, json)}: ${message}`);
  throw new ProvisionerError('invalid-mapping', `The role mapping is malformed: ${problems.join('; ')}`);
}

function formatPlace(path: readonly PropertyKey[], json: unknown): string {
  if (path.length === 0) return 'the file';
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

/** zod's optional members may hold undefined, which `exactOptionalPropertyTypes` tells from absent ones. */
function withoutUndefined(mapping: z.infer<typeof mappingSchema>): RoleMappingInput {
  const { grants, baseRole, groupPrefix, protectedAccounts, adoption } = mapping;
  return {
    grants,
    ...(baseRole !== undefined && { baseRole }),
    ...(groupPrefix !== undefined && { groupPrefix }),
    ...(protectedAccounts !== undefined && { protectedAccounts }),
    ...(adoption !== undefined && { adoption }),
  };
}
