/**
 * Usernames that nobody in a Superset had, in whatever case, when it was asked for a user. Whoever has asked before a
 * commit spares the creation that follows from asking again, which takes Superset half of the time of the creation itself.
 */
export interface FreeNames {
  /** Whether anybody had the username, as the latest look for this user has found. */
  note(userId: string, username: string, isFree: boolean): void;
  /** Whether nobody had it a few minutes ago. Tells it once: whoever fails with it has to look. */
  take(userId: string, username: string): boolean;
}

/** An import sends people faster than Superset creates their accounts, and a creation waits for those before it. */
const validMs = 300_000;
const most = 10_000;

/** Creates the memory of one target, which knows nothing yet. */
export function createFreeNames(): FreeNames {
  // By user, in the order of noting.
  const noted = new Map<string, { readonly username: string; readonly at: number }>();
  return {
    note(userId, username, isFree) {
      noted.delete(userId);
      if (!isFree) return;
      noted.set(userId, { username, at: performance.now() });
      const [oldest] = noted.keys();
      if (noted.size > most && oldest !== undefined) noted.delete(oldest);
    },
    take(userId, username) {
      const known = noted.get(userId);
      noted.delete(userId);
      return known !== undefined && known.username === username && performance.now() - known.at < validMs;
    },
  };
}
