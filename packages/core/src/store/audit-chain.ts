import { createHash } from 'node:crypto';

/** Who did something: a token, an OAuth client, the reconciler, or an operator at the command line. */
export interface Actor {
  readonly kind: 'token' | 'oauth' | 'system' | 'operator' | 'anonymous';
  readonly id: string;
  readonly name?: string;
}

/** An event before the store gives it its place in the chain. Holds no secret and no more personal data than its type needs. */
export interface AuditEventDraft {
  /** What happened, for example `user.deactivated`, `group.members` or `access.applied`. */
  readonly type: string;
  /** RFC 3339 instant. */
  readonly at: string;
  readonly actor: Actor;
  readonly subject: { readonly type: string; readonly id: string; readonly name?: string };
  /** Ties together the events and log lines of one request. */
  readonly requestId?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An event in the chain. */
export interface AuditEvent extends AuditEventDraft {
  /** 1 for the first event, then without a gap. */
  readonly sequence: number;
  /** Lower-case hexadecimal SHA-256 over the previous hash and this event. */
  readonly hash: string;
}

/** The end of a chain: what the next event is hashed against. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/** The head of a chain without events. */
export const emptyChain: ChainHead = { sequence: 0, hash: '0'.repeat(64) };

/** Gives drafts their sequence and hash. Stores call it inside the transaction that writes the events. */
export function extendChain(head: ChainHead, drafts: readonly AuditEventDraft[]): AuditEvent[] {
  let { sequence, hash } = head;
  return drafts.map((draft) => {
    sequence += 1;
    hash = hashEvent(hash, sequence, draft);
    return { ...draft, sequence, hash };
  });
}

/**
 * Checks that events follow each other without a gap and that nothing in them was changed.
 *
 * @returns the sequence of the first event that does not fit, or undefined when all do.
 */
export function findBrokenLink(events: Iterable<AuditEvent>, head: ChainHead = emptyChain): number | undefined {
  let { sequence, hash } = head;
  for (const { sequence: actualSequence, hash: actualHash, ...draft } of events) {
    sequence += 1;
    hash = hashEvent(hash, sequence, draft);
    if (actualSequence !== sequence || actualHash !== hash) return actualSequence;
  }
  return undefined;
}

function hashEvent(previousHash: string, sequence: number, draft: AuditEventDraft): string {
  return createHash('sha256')
    .update(`${previousHash}\n${sequence}\n${canonicalJson(draft)}`)
    .digest('hex');
}

/** JSON with sorted keys and without undefined members, so that a stored and reloaded event hashes alike. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
