import { z } from 'zod';
import type { GrantOverride, MappingOverrides, RoleMappingInput, UserRuleInput } from './role-mapping.ts';

const text = z.string().min(1);

const selector = z
  .union(
    [
      text,
      z.strictObject({ displayName: text.describe('The displayName, regardless of case.') }),
      z.strictObject({ externalId: text.describe("The identity provider's id of the group; case matters.") }),
      z.strictObject({ id: text.describe('The id that this SCIM endpoint gave the group.') }),
    ],
    'must be a name, or one of {displayName}, {externalId} and {id}',
  )
  .describe('A SCIM group: its displayName, or one of its names explicitly. Members of nested groups count.');

const rule = {
  group: z.exactOptional(selector),
  filter: z.exactOptional(
    text.describe('A SCIM filter (RFC 7644, 3.4.2.2) on users, for example: department eq "Finance"'),
  ),
};
type WrittenRule = { group?: z.output<typeof selector>; filter?: string };

/** What JSON Schema has for "exactly one of them". */
const exactlyOne = { oneOf: [{ required: ['group'] }, { required: ['filter'] }] };

function isOne({ group, filter }: WrittenRule): boolean {
  return (group === undefined) !== (filter === undefined);
}

function splitRule<T extends WrittenRule>({ group, filter, ...rest }: T): Omit<T, 'group' | 'filter'> & UserRuleInput {
  // The schema has seen that one of the two is there.
  return group !== undefined ? { ...rest, group } : { ...rest, filter: filter as string };
}

const roles = z.array(text).min(1).describe('Names of Superset roles, as Superset spells them.');

const grant = z
  .strictObject({
    name: text.describe(
      'Unique. From Superset 6.0 on also the name of the group that carries the roles, after the prefix.',
    ),
    roles,
    ...rule,
  })
  .refine(isOne, 'must say who gets it by exactly one of "group" and "filter"')
  .meta({ ...exactlyOne, description: 'Superset roles, and who gets them.' })
  .transform(splitRule);

const scope = z
  .strictObject(rule)
  .refine(isOne, 'must have exactly one of "group" and "filter"')
  .meta({
    ...exactlyOne,
    description:
      'Users who are provisioned at all; accounts that others were given are deactivated. Default: everybody.',
  })
  .transform(splitRule);

const accountsFor = z
  .enum(['everybody', 'granted'])
  .describe(
    'Who has an account: every active user of the directory, those without a grant with the base role alone (the ' +
      'default), or those with a grant only.',
  );

const adoption = z
  .enum(['adopt', 'refuse', 'report'])
  .describe(
    'An account that nobody provisioned and that has the username of a user: adopt it if the address is the same too ' +
      'and refuse the user otherwise (the default), refuse the user, or leave it alone and report it.',
  );

/** The schema of a role mapping in a file. */
export const roleMappingSchema: z.ZodType<RoleMappingInput> = z
  .strictObject({
    grants: z.array(grant).describe('Who gets which roles. Whoever has several grants has the roles of all.'),
    scope: z.exactOptional(scope),
    accountsFor: z.exactOptional(accountsFor),
    baseRole: z.exactOptional(
      text.describe(
        'A role without permissions that every account gets, because Superset demands one. Default: SCIM Base',
      ),
    ),
    groupPrefix: z.exactOptional(
      text.describe('Put before the name of a grant to name its Superset group. Default: "scim: "'),
    ),
    protectedAccounts: z.exactOptional(
      z
        .array(text)
        .describe('Usernames of break-glass accounts, which are never touched. The service account never is.'),
    ),
    adoption: z.exactOptional(adoption),
    version: z.exactOptional(text.describe('Any text; whoever changes it has everybody looked at again.')),
  })
  .describe('Which Superset roles the groups and attributes of a SCIM directory give.');

const grantOverride = z
  .union(
    [
      z.literal(false),
      z
        .strictObject({ roles, ...rule })
        .refine(({ group, filter }) => group === undefined || filter === undefined)
        .meta({ not: { required: ['group', 'filter'] } })
        .transform((written): Exclude<GrantOverride, false> => {
          return written.group === undefined && written.filter === undefined
            ? { roles: written.roles }
            : splitRule(written);
        }),
    ],
    'must be false, or {roles}, or {roles} with exactly one of {group} and {filter}, and nothing else',
  )
  .describe(
    'false: there is no such grant here. Roles alone: it gives these here. Roles with a group or filter: another grant, or ' +
      'one that only this Superset has.',
  );

/** The schema of a target's overrides in a file. */
export const mappingOverridesSchema: z.ZodType<MappingOverrides> = z
  .strictObject({
    grants: z.exactOptional(z.record(text, grantOverride).describe('What becomes of grants here, by their names.')),
    scope: z.exactOptional(scope),
    accountsFor: z.exactOptional(accountsFor),
    protectedAccounts: z.exactOptional(
      z.array(text).describe('Usernames of break-glass accounts here, besides those of the mapping.'),
    ),
    adoption: z.exactOptional(adoption),
  })
  .describe('Where this Superset deviates from the mapping that all share.');
