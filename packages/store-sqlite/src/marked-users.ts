import type { DirtyMark } from '@scim-superset/core';
import type { Database } from './database.ts';
import { usersWithin } from './resources.ts';

/** The users that marks name, and whether a mark for them is urgent. */
export function* markedUsers(
  database: Database,
  marks: readonly DirtyMark[],
): Generator<readonly [id: string, urgent: boolean]> {
  for (const mark of marks) {
    if (mark.kind === 'user') yield [mark.id, mark.urgent];
    else for (const id of usersWithin(database, [mark.id])) yield [id, false];
  }
}
