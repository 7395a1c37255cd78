import {
  type Include,
  type StoredGroupReference,
  type StoredMember,
  type StoredResource,
  userTypeName,
} from '@scim-superset/core';
import type { Database } from './database.ts';

/** A row of the table `resource`. */
export interface ResourceRow {
  readonly sequence: number;
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly created: string;
  readonly last_modified: string;
  readonly attributes: string;
}

/** The columns of {@link ResourceRow}, for SELECT. */
export const resourceColumns =
  'resource.sequence, resource.id, resource.type, version, created, last_modified, attributes';

/** The resource of that type and id, or undefined. */
export function readResource(
  database: Database,
  type: string,
  id: string,
  include?: Include,
): StoredResource | undefined {
  const row = database.get<ResourceRow>(`SELECT ${resourceColumns} FROM resource WHERE id = ?`, id);
  return row?.type === type ? resourceOf(database, row, include) : undefined;
}

/** The resource in a row, with the relations asked for. */
export function resourceOf(database: Database, row: ResourceRow, include: Include | undefined): StoredResource {
  return {
    type: row.type,
    id: row.id,
    version: row.version,
    sequence: row.sequence,
    created: row.created,
    lastModified: row.last_modified,
    // The text is JSON.stringify of attributes that somebody committed.
    attributes: JSON.parse(row.attributes) as StoredResource['attributes'],
    ...(include?.members ? { members: membersOf(database, row.sequence) } : {}),
    ...(include?.groups ? { groups: groupsOf(database, row.sequence) } : {}),
  };
}

/** The types of those ids that name a resource. */
export function findTypes(database: Database, ids: readonly string[]): Map<string, string> {
  const rows = database.all<{ readonly id: string; readonly type: string }>(
    'SELECT resource.id, resource.type FROM json_each(?) AS wanted CROSS JOIN resource ON resource.id = wanted.value',
    JSON.stringify(ids),
  );
  return new Map(rows.map(({ id, type }) => [id, type]));
}

/** Ids of all users that ids stand for: the users themselves, and everybody in the groups and those nested in them. */
export function usersWithin(database: Database, ids: readonly string[]): string[] {
  const rows = database.all<{ readonly id: string }>(
    `WITH RECURSIVE within (sequence) AS (
       SELECT resource.sequence FROM json_each(?) AS start CROSS JOIN resource ON resource.id = start.value
       UNION
       SELECT member_sequence FROM within CROSS JOIN membership ON group_sequence = within.sequence
     )
     SELECT id FROM within CROSS JOIN resource USING (sequence) WHERE type = ?`,
    JSON.stringify(ids),
    userTypeName,
  );
  return rows.map(({ id }) => id);
}

function membersOf(database: Database, sequence: number): StoredMember[] {
  const rows = database.all<StoredMember>(
    `SELECT id, type, label AS display FROM membership JOIN resource ON resource.sequence = member_sequence
     WHERE group_sequence = ? ORDER BY position`,
    sequence,
  );
  return rows.map(({ id, type, display }) => ({ id, type, display }));
}

function groupsOf(database: Database, sequence: number): StoredGroupReference[] {
  const rows = database.all<{ readonly id: string; readonly label: string; readonly direct: number }>(
    `WITH RECURSIVE above (sequence) AS (
       SELECT group_sequence FROM membership WHERE member_sequence = ?1
       UNION
       SELECT group_sequence FROM above CROSS JOIN membership ON member_sequence = above.sequence
     )
     SELECT id, label, EXISTS (
       SELECT 1 FROM membership WHERE group_sequence = above.sequence AND member_sequence = ?1
     ) AS direct
     FROM above JOIN resource USING (sequence) WHERE sequence <> ?1 ORDER BY direct DESC, sequence`,
    sequence,
  );
  return rows.map(({ id, label, direct }) => ({ id, display: label, direct: direct === 1 }));
}
