import type { ScimResource } from '../schema/resource.ts';
import type { StoredResource } from '../store/resource-store.ts';
import { groupTypeName } from '../store/type-names.ts';
import { formatEntityTag } from './entity-tag.ts';
import type { Locate } from './locations.ts';

/** The SCIM resource that a stored one stands for, with `members` and `groups` if the read carried them. */
export function storedToResource(stored: StoredResource, locate: Locate): ScimResource {
  const { members, groups } = stored;
  return {
    // In place for the order; the stored `schemas` wins.
    schemas: [],
    id: stored.id,
    ...stored.attributes,
    ...(members && {
      members: members.map(({ id, type, display }) => reference({ value: id, $ref: locate(type, id), display, type })),
    }),
    ...(groups && {
      groups: groups.map(({ id, display, direct }) =>
        reference({ value: id, $ref: locate(groupTypeName, id), display, type: direct ? 'direct' : 'indirect' }),
      ),
    }),
    meta: {
      resourceType: stored.type,
      created: stored.created,
      lastModified: stored.lastModified,
      ...withLocation(locate(stored.type, stored.id)),
      version: formatEntityTag(stored.version),
    },
  };
}

interface Reference {
  readonly value: string;
  readonly $ref: string | undefined;
  readonly display: string;
  readonly type: string;
}

function reference({ value, $ref, display, type }: Reference): object {
  return { value, ...($ref !== undefined && { $ref }), ...(display !== '' && { display }), type };
}

function withLocation(location: string | undefined): object {
  return location === undefined ? {} : { location };
}
