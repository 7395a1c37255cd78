/**
 * The statements that lead from each schema version to the next, oldest first. A published one is never edited: a
 * change is a new element at the end.
 */
export const schemaVersions: readonly string[] = [
  `
  -- AUTOINCREMENT: a sequence is never reused, not even that of the last resource after its deletion.
  CREATE TABLE resource (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    created TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    label TEXT NOT NULL,
    attributes TEXT NOT NULL
  ) STRICT;

  -- Every index ends with the primary key, so that this one is (type, sequence): lists and counts of a type.
  CREATE INDEX resource_by_type ON resource (type);

  -- How many resources of each type there are.
  CREATE TABLE resource_total (
    type TEXT PRIMARY KEY,
    total INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Sequence last: what has a key is found in list order.
  CREATE TABLE resource_key (
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    sequence INTEGER NOT NULL REFERENCES resource ON DELETE CASCADE,
    is_unique INTEGER NOT NULL,
    PRIMARY KEY (type, name, value, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX resource_key_unique ON resource_key (type, name, value) WHERE is_unique = 1;
  CREATE INDEX resource_key_by_resource ON resource_key (sequence);

  -- Position: the order in which members were added.
  CREATE TABLE membership (
    position INTEGER PRIMARY KEY,
    group_sequence INTEGER NOT NULL REFERENCES resource ON DELETE CASCADE,
    member_sequence INTEGER NOT NULL REFERENCES resource ON DELETE CASCADE
  ) STRICT;
  CREATE UNIQUE INDEX membership_by_group ON membership (group_sequence, member_sequence);
  CREATE INDEX membership_by_member ON membership (member_sequence, group_sequence);

  -- A deleted user keeps its subject while a target has the deletion before it. Times of this part are REAL, because
  -- callers may compute them with fractions of a millisecond.
  CREATE TABLE subject (
    user_id TEXT PRIMARY KEY,
    desired INTEGER NOT NULL,
    urgent_version INTEGER NOT NULL,
    first_at REAL NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Pending: the number of its rows in that table, kept by triggers, because every creation asks for the lag.
  CREATE TABLE target (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    pending INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE link (
    target INTEGER NOT NULL REFERENCES target,
    user_id TEXT NOT NULL REFERENCES subject ON DELETE CASCADE,
    applied INTEGER NOT NULL DEFAULT 0,
    account TEXT,
    state TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (target, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX link_by_user ON link (user_id);

  -- One row per user that a target lags behind with. A claim that was overtaken says when the first newer version came.
  CREATE TABLE pending (
    target INTEGER NOT NULL REFERENCES target,
    user_id TEXT NOT NULL REFERENCES subject ON DELETE CASCADE,
    urgent INTEGER NOT NULL,
    since REAL NOT NULL,
    lease_until REAL NOT NULL DEFAULT 0,
    retry_at REAL NOT NULL DEFAULT 0,
    claimed_version INTEGER,
    overtaken_at REAL,
    failure TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    failure_number INTEGER,
    PRIMARY KEY (target, user_id)
  ) STRICT, WITHOUT ROWID;
  -- Claims are answered from this index alone, however many users wait for their retry.
  CREATE INDEX pending_in_order ON pending (target, urgent DESC, since, user_id, lease_until, retry_at);
  CREATE INDEX pending_by_user ON pending (user_id);
  CREATE UNIQUE INDEX pending_failing ON pending (target, failure_number) WHERE failure_number IS NOT NULL;

  CREATE TRIGGER pending_added AFTER INSERT ON pending BEGIN
    UPDATE target SET pending = pending + 1 WHERE number = new.target;
  END;
  CREATE TRIGGER pending_removed AFTER DELETE ON pending BEGIN
    UPDATE target SET pending = pending - 1 WHERE number = old.target;
  END;

  CREATE TABLE event (
    sequence INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    draft TEXT NOT NULL
  ) STRICT;

  CREATE TABLE token (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    last_used_at TEXT,
    revoked_at TEXT
  ) STRICT;
  `,
  `
  -- What was looked at and not applied. Hold: JSON, until the next success. Held version: not given out at it.
  ALTER TABLE link ADD COLUMN hold TEXT;
  CREATE INDEX link_held ON link (target, user_id) WHERE hold IS NOT NULL;
  CREATE INDEX link_by_account ON link (target, account, user_id) WHERE account IS NOT NULL;
  ALTER TABLE pending ADD COLUMN held_version INTEGER;
  ALTER TABLE pending ADD COLUMN exclusive INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE target ADD COLUMN held INTEGER NOT NULL DEFAULT 0;

  -- With the held version as a column: of a partial index SQLite would look every row up.
  DROP INDEX pending_in_order;
  CREATE INDEX pending_in_order
    ON pending (target, held_version, urgent DESC, since, user_id, lease_until, retry_at);

  CREATE INDEX pending_leased ON pending (target, lease_until, exclusive) WHERE lease_until > 0;

  -- The two counts of a target together are its rows in pending, which are inserted as not held.
  DROP TRIGGER pending_removed;
  CREATE TRIGGER pending_removed AFTER DELETE ON pending BEGIN
    UPDATE target SET pending = pending - (old.held_version IS NULL), held = held - (old.held_version IS NOT NULL)
    WHERE number = old.target;
  END;
  CREATE TRIGGER pending_held AFTER UPDATE OF held_version ON pending
    WHEN (old.held_version IS NULL) <> (new.held_version IS NULL) BEGIN
    UPDATE target SET pending = pending + iif(new.held_version IS NULL, 1, -1),
      held = held + iif(new.held_version IS NULL, -1, 1)
    WHERE number = new.target;
  END;

  -- By name, because a note may come before the target's first claim.
  CREATE TABLE note (
    target TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (target, name)
  ) STRICT, WITHOUT ROWID;
  `,
];
