import { DatabaseSync } from 'node:sqlite';

/** A person in these measurements. */
export interface Person {
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** The person with a number. */
export function person(prefix: string, number: number): Person {
  const username = `${prefix}${number}@example.com`;
  return { username, email: username, firstName: 'Given', lastName: 'Family' };
}

/**
 * Writes accounts into the metadata database of a Superset that does not run, all with the password of one, because
 * Superset itself takes 100 ms for each. They were changed a month ago, and not within the hour that a quick check reads
 * again. Returns the id of the first; the others follow one by one.
 */
export function insertAccounts(
  databasePath: string,
  people: readonly Person[],
  access: { readonly roleId: number; readonly groupIdOf: (index: number) => number | undefined },
): number {
  const database = new DatabaseSync(databasePath);
  try {
    const { first } = database.prepare('SELECT max(id) + 1 AS first FROM ab_user').get() as { first: number };
    const user = database.prepare(
      `INSERT INTO ab_user (id, first_name, last_name, username, password, active, email, created_on, changed_on,
         created_by_fk, changed_by_fk)
       SELECT ?, ?, ?, ?, password, 1, ?, datetime('now', '-1 month'), datetime('now', '-1 month'), id, id
       FROM ab_user WHERE username = 'scim-service'`,
    );
    const role = database.prepare('INSERT INTO ab_user_role (user_id, role_id) VALUES (?, ?)');
    const group = database.prepare('INSERT INTO ab_user_group (user_id, group_id) VALUES (?, ?)');
    database.exec('BEGIN');
    for (const [index, { firstName, lastName, username, email }] of people.entries()) {
      user.run(first + index, firstName, lastName, username, email);
      role.run(first + index, access.roleId);
      const groupId = access.groupIdOf(index);
      if (groupId !== undefined) group.run(first + index, groupId);
    }
    database.exec('COMMIT');
    return first;
  } finally {
    database.close();
  }
}
