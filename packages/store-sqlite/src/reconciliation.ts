import { type ReconciliationStore, userTypeName } from '@scim-superset/core';
import { appendEvents } from './audit.ts';
import { claimUsers } from './claim-users.ts';
import type { Database } from './database.ts';
import { lagOf } from './lag.ts';
import {
  type ClaimRow,
  claimColumns,
  claimOf,
  claimTables,
  heldLinkTables,
  type LinkRow,
  linkColumns,
  linkOf,
  linkTables,
} from './links.ts';
import { markedUsers } from './marked-users.ts';
import { createSqliteNotes } from './notes.ts';
import { raiseDesired } from './raise-desired.ts';
import { settleOutcome } from './settle-outcome.ts';
import { forgetTarget, registerTarget } from './targets.ts';

/** Keeps the reconciliation records in a database. */
export function createSqliteReconciliation(database: Database, clock: () => number): ReconciliationStore {
  return {
    ...createSqliteNotes(database),
    async markDirty(marks) {
      return database.write(() => {
        const users = new Map<string, boolean>();
        for (const [id, urgent] of marks === 'everyone' ? everyone(database) : markedUsers(database, marks)) {
          users.set(id, urgent || users.get(id) === true);
        }
        return raiseDesired(database, users, clock()).length;
      });
    },
    async claim(request) {
      return database.write(() => claimUsers(database, request));
    },
    async renew({ target, userIds, until }) {
      database.write(() => {
        database.run(
          `UPDATE pending SET lease_until = max(lease_until, ?)
           WHERE target = (SELECT number FROM target WHERE name = ?)
             AND user_id IN (SELECT value FROM json_each(?)) AND lease_until > 0`,
          until,
          target,
          JSON.stringify(userIds),
        );
      });
    },
    async release(target, userIds) {
      database.write(() => {
        database.run(
          `UPDATE pending SET lease_until = 0, claimed_version = NULL, overtaken_at = NULL
           WHERE target = (SELECT number FROM target WHERE name = ?) AND user_id IN (SELECT value FROM json_each(?))`,
          target,
          JSON.stringify(userIds),
        );
      });
    },
    async settle(target, outcomes) {
      database.write(() => {
        const number = registerTarget(database, target);
        for (const outcome of outcomes) settleOutcome(database, number, outcome, clock());
        appendEvents(
          database,
          outcomes.flatMap(({ events }) => events),
        );
      });
    },
    async link(target, userId) {
      return database.read(() => {
        const row = database.get<LinkRow>(
          `SELECT ${linkColumns} FROM ${linkTables} WHERE target.name = ? AND link.user_id = ?`,
          target,
          userId,
        );
        return row === undefined ? undefined : linkOf(row);
      });
    },
    async links(target, { after, limit }) {
      return database.read(() =>
        database
          .all<LinkRow>(
            `SELECT ${linkColumns} FROM ${linkTables}
             WHERE target.name = ? AND link.user_id > ? ORDER BY link.user_id LIMIT ?`,
            target,
            after,
            limit,
          )
          .map(linkOf),
      );
    },
    async held(target, { after, limit }) {
      return database.read(() =>
        database
          .all<LinkRow>(
            `SELECT ${linkColumns} FROM ${heldLinkTables}
             WHERE target.name = ? AND hold IS NOT NULL AND link.user_id > ? ORDER BY link.user_id LIMIT ?`,
            target,
            after,
            limit,
          )
          .map(linkOf),
      );
    },
    async outstanding(target, { after, limit, urgent = false }) {
      return database.read(() =>
        database
          .all<ClaimRow>(
            `SELECT ${claimColumns} FROM ${claimTables}
             WHERE target.name = ? AND pending.user_id > ? AND held_version IS NULL AND urgent >= ? AND account IS NOT NULL
             ORDER BY pending.user_id LIMIT ?`,
            target,
            after,
            Number(urgent),
            limit,
          )
          .map(claimOf),
      );
    },
    async owner(target, account) {
      return database.read(() => {
        const row = database.get<{ readonly user_id: string }>(
          `SELECT user_id FROM target JOIN link ON link.target = number
           WHERE name = ? AND account = ? ORDER BY user_id LIMIT 1`,
          target,
          account,
        );
        return row?.user_id;
      });
    },
    async lag(target) {
      return database.read(() => lagOf(database, target));
    },
    async forget(target) {
      database.write(() => forgetTarget(database, target));
    },
  };
}

function* everyone(database: Database): Generator<readonly [id: string, urgent: boolean]> {
  for (const { id } of database.all<{ readonly id: string }>('SELECT id FROM resource WHERE type = ?', userTypeName)) {
    yield [id, false];
  }
}
