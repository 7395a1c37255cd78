import { type ReconciliationStore, userTypeName } from '@scim-superset/core';
import { appendEvents } from './audit.ts';
import { claimUsers } from './claim-users.ts';
import type { Database } from './database.ts';
import { lagOf } from './lag.ts';
import { type LinkRow, linkColumns, linkOf, linkTables } from './links.ts';
import { markedUsers } from './marked-users.ts';
import { raiseDesired } from './raise-desired.ts';
import { settleOutcome } from './settle-outcome.ts';
import { registerTarget } from './targets.ts';

/** Keeps the reconciliation records in a database. */
export function createSqliteReconciliation(database: Database, clock: () => number): ReconciliationStore {
  return {
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
    async lag(target) {
      return database.read(() => lagOf(database, target));
    },
  };
}

function* everyone(database: Database): Generator<readonly [id: string, urgent: boolean]> {
  for (const { id } of database.all<{ readonly id: string }>('SELECT id FROM resource WHERE type = ?', userTypeName)) {
    yield [id, false];
  }
}
