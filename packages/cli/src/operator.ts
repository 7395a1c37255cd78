import { userInfo } from 'node:os';
import type { Actor } from '@scim-superset/core';

/** Who runs this command, for the audit chain: the name of the operating system's user, or the number of one without a name. */
export function operator(): Actor {
  try {
    return { kind: 'operator', id: userInfo().username };
  } catch {
    // A container may run under a number that no file gives a name to.
    return { kind: 'operator', id: `uid ${process.getuid?.() ?? 'unknown'}` };
  }
}
