import type { CommitConflict } from '@scim-superset/core';

/** Ends the transaction of a batch that is refused; never leaves this package. */
export class Refusal extends Error {
  readonly conflict: CommitConflict;

  constructor(conflict: CommitConflict) {
    super(`The batch was refused: ${conflict.kind}`);
    this.conflict = conflict;
  }
}
