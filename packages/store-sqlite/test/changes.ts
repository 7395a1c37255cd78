import type { AuditEventDraft, WriteBatch } from '@scim-superset/core';

/** The group that every change adds its user to. */
export const groupId = 'everybody';

/** Creates the group. */
export const createGroup: WriteBatch = {
  at: '2026-01-01T00:00:00.000Z',
  puts: [{ type: 'Group', id: groupId, expectedVersion: 0, attributes: {}, keys: [], label: groupId }],
};

/** A batch that touches every table: a user with keys, a membership, two events. */
export function changesOf(writer: string, number: number): { readonly id: string; readonly batch: WriteBatch } {
  const id = `${writer}-${number}`;
  const keys = [{ name: 'userName', value: id, unique: true }];
  const batch: WriteBatch = {
    at: '2026-01-01T00:00:00.000Z',
    puts: [{ type: 'User', id, expectedVersion: 0, attributes: { userName: id }, keys, label: id }],
    memberships: [{ groupId, kind: 'delta', add: [id], remove: [], event: event('group.members', groupId) }],
    events: [event('user.created', id)],
  };
  return { id, batch };
}

function event(type: string, id: string): AuditEventDraft {
  return {
    type,
    at: '2026-01-01T00:00:00.000Z',
    actor: { kind: 'system', id: 'test' },
    subject: { type, id },
    data: {},
  };
}
