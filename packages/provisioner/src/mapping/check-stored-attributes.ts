import {
  compileFilter,
  filterPaths,
  type ResourceStore,
  type StoredResource,
  userResourceType,
} from '@scim-superset/core';
import { toUser } from '../desired/read-desired.ts';
import { walkResources } from '../desired/walk-resources.ts';
import { accountUserType, mappingAttributes } from '../stored-attributes.ts';
import type { MappingProblem } from './check-mapping.ts';
import type { RoleMapping } from './role-mapping.ts';

/**
 * Warns of attributes that the mapping looks at and users may lack only because no grant looked at them when these users
 * were stored: active users without a value who were last written before anybody had one.
 */
export async function checkStoredAttributes(
  store: ResourceStore,
  mappings: readonly RoleMapping[],
): Promise<MappingProblem[]> {
  const looksAt = mappingAttributes(mappings);
  // With `any`, everything was stored all along, as far as can be known.
  const paths = looksAt === 'any' ? [] : looksAt.filter(isOptional);
  const counts = paths.map(createCount);
  if (counts.length === 0) return [];
  for await (const stored of walkResources(store, 'User')) {
    if (stored.attributes.active !== false) for (const count of counts) count.add(stored);
  }
  return counts.flatMap(({ path, lacking }) => {
    const users = lacking();
    if (users === 0) return [];
    const message =
      `The mapping looks at "${path}", and ${users === 1 ? '1 user was' : `${users} users were`} last written before ` +
      'anybody had it. What no grant looks at is not stored: have the identity provider send all users again, or leave ' +
      'it if they have no such value';
    return [{ severity: 'warning', message } as const];
  });
}

/** Whether an attribute is stored only because the mapping looks at it. */
function isOptional(path: string): boolean {
  return filterPaths({ kind: 'present', path }, accountUserType).length === 0;
}

interface Count {
  readonly path: string;
  readonly add: (stored: StoredResource) => void;
  readonly lacking: () => number;
}

function createCount(path: string): Count {
  const hasValue = compileFilter({ kind: 'present', path }, userResourceType);
  const without: string[] = [];
  let first: string | undefined;
  return {
    path,
    add(stored) {
      const { lastModified } = stored;
      if (!hasValue(toUser(stored))) without.push(lastModified);
      else if (first === undefined || lastModified < first) first = lastModified;
    },
    lacking: () => without.filter((written) => first === undefined || written < first).length,
  };
}
