import { filterPaths, keepAttributes, type ResourceType, type User, userResourceType } from '@scim-superset/core';
import type { RoleMapping } from './mapping/role-mapping.ts';
import { ProvisionerError } from './provisioner-error.ts';

/**
 * Which attributes of users the directory stores. `needed`: those that Superset's accounts are made of and those that
 * the mapping looks at, which are all when a `when` does not declare its `attributes`; a list: these besides what is
 * needed; `all`: whatever the User schema and the enterprise extension have, except the password.
 */
export type StoredAttributes = 'needed' | 'all' | readonly string[];

/** What a Superset account is made of, besides the attributes that no User goes without. */
const accountAttributes: readonly string[] = [
  'displayName',
  'name.formatted',
  'name.givenName',
  'name.familyName',
  'emails.value',
  'emails.type',
  'emails.primary',
];

/** The User type with nothing but what Superset's accounts are made of. */
export const accountUserType: ResourceType<User> = keepAttributes(userResourceType, accountAttributes);

/**
 * The User type that stores what is wanted, for the mappings of all targets.
 *
 * @throws {ProvisionerError} `invalid-option` for a path that names no attribute.
 */
export function storedUserType(mappings: readonly RoleMapping[], stored: StoredAttributes): ResourceType<User> {
  if (stored === 'all') return userResourceType;
  const looksAt = mappingAttributes(mappings);
  const more = stored === 'needed' ? [] : stored;
  try {
    const reduced = keepAttributes(userResourceType, [
      ...accountAttributes,
      ...(looksAt === 'any' ? [] : looksAt),
      ...more,
    ]);
    return looksAt === 'any' ? userResourceType : reduced;
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new ProvisionerError('invalid-option', `storedAttributes: ${detail}`, { cause });
  }
}

/** Paths that mappings look at and a User type does not store; `any` when they may look at any and it does not store all. */
export function unstoredAttributes(
  mappings: readonly RoleMapping[],
  stored: ResourceType<User>,
): readonly string[] | 'any' {
  if (stored === userResourceType) return [];
  const looksAt = mappingAttributes(mappings);
  if (looksAt === 'any') return 'any';
  return looksAt.filter((path) => filterPaths({ kind: 'present', path }, stored).length === 0);
}

/** Paths of the user attributes that mappings look at; `any` when one of their rules may look at any. */
export function mappingAttributes(mappings: readonly RoleMapping[]): readonly string[] | 'any' {
  const paths = new Set<string>();
  for (const { attributes } of mappings.flatMap(({ grants, scope }) => [...grants, ...(scope ? [scope] : [])])) {
    if (attributes === 'any') return 'any';
    for (const path of attributes) paths.add(path);
  }
  return [...paths];
}
