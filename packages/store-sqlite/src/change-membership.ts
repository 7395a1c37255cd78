import type { MembershipChange, MembershipResult } from '@scim-superset/core';
import type { Database } from './database.ts';

/** Changes who is in a group. The cost of a delta depends on the delta, not on the group. */
export function changeMembership(
  database: Database,
  groupSequence: number,
  { groupId, kind, add, remove }: MembershipChange,
): MembershipResult {
  const wanted = new Set(add);
  const leaving = kind === 'replace' ? currentMembers(database, groupSequence) : remove;
  const removed: string[] = [];
  for (const id of new Set(leaving)) {
    if (!wanted.has(id) && removeMember(database, groupSequence, id)) removed.push(id);
  }
  const added: string[] = [];
  const unknown: string[] = [];
  for (const id of wanted) {
    const outcome = addMember(database, groupSequence, id);
    if (outcome === 'added') added.push(id);
    else if (outcome === 'unknown') unknown.push(id);
  }
  return { groupId, added, removed, unknown };
}

function currentMembers(database: Database, groupSequence: number): string[] {
  const rows = database.all<{ readonly id: string }>(
    `SELECT id FROM membership JOIN resource ON resource.sequence = member_sequence
     WHERE group_sequence = ? ORDER BY position`,
    groupSequence,
  );
  return rows.map(({ id }) => id);
}

function removeMember(database: Database, groupSequence: number, id: string): boolean {
  const removed = database.run(
    'DELETE FROM membership WHERE group_sequence = ? AND member_sequence = (SELECT sequence FROM resource WHERE id = ?)',
    groupSequence,
    id,
  );
  return removed > 0;
}

function addMember(database: Database, groupSequence: number, id: string): 'added' | 'present' | 'unknown' {
  const member = database.get<{ readonly sequence: number }>('SELECT sequence FROM resource WHERE id = ?', id);
  if (member === undefined) return 'unknown';
  const inserted = database.run(
    'INSERT INTO membership (group_sequence, member_sequence) VALUES (?, ?) ON CONFLICT DO NOTHING',
    groupSequence,
    member.sequence,
  );
  return inserted > 0 ? 'added' : 'present';
}
