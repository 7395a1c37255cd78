import { ScimError } from '../message/scim-error.ts';
import type { MembersDelta } from '../patch/patch-result.ts';
import { quoteName } from '../schema/quote-name.ts';
import type { EndpointConfig } from './endpoint-config.ts';

/** A membership change of which every id to add exists. */
export interface KnownMembers {
  readonly delta: MembersDelta;
  /** Ids that were dropped. */
  readonly unknown: readonly string[];
}

/** Unknown ids that an error names at most. */
const mostNamed = 10;

/**
 * Looks up the members to add. With the quirk `unknownMembers` those that do not exist are dropped, as long as some do.
 *
 * @throws {ScimError} 400 `invalidValue` naming ids that do not exist, or when a group would contain itself.
 */
export async function keepKnownMembers(
  { store, quirks }: EndpointConfig,
  groupId: string,
  delta: MembersDelta,
): Promise<KnownMembers> {
  if (delta.add.length === 0) return { delta, unknown: [] };
  if (delta.add.includes(groupId)) {
    throw new ScimError(400, 'A group cannot be a member of itself; leave its id out of "members"', {
      scimType: 'invalidValue',
    });
  }
  const existing = await store.existing(delta.add);
  const known = delta.add.filter((id) => existing.has(id));
  const unknown = delta.add.filter((id) => !existing.has(id));
  if (unknown.length > 0 && (known.length === 0 || !quirks.unknownMembers)) throw notFound(unknown);
  return { delta: unknown.length === 0 ? delta : { ...delta, add: known }, unknown };
}

function notFound(unknown: readonly string[]): ScimError {
  const named = unknown.slice(0, mostNamed).map(quoteName).join(', ');
  const more = unknown.length > mostNamed ? ` and ${unknown.length - mostNamed} more` : '';
  return new ScimError(400, `"members" names resources that do not exist: ${named}${more}; create them first`, {
    scimType: 'invalidValue',
  });
}
