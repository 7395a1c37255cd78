import { z } from 'zod';

/** Name of the note that holds a target's {@link DriftMemory}. */
export const driftNote = 'drift';

/** Deviations beyond this many are reported, but not remembered: nobody learns when they began and ended. */
export const rememberedFindings = 20_000;

const memorySchema = z.object({
  findings: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      text: z.string(),
      firstSeen: z.string(),
      user: z.string().optional(),
      changed: z.object({ by: z.string(), at: z.string().optional() }).optional(),
      reported: z.boolean(),
      alerted: z.boolean(),
    }),
  ),
  overflow: z.array(z.string()).default([]),
  /** Whose losses came back, to recognise settings that make them. */
  returns: z.record(z.string(), z.object({ times: z.number(), at: z.string() })),
  cursor: z.string().optional(),
  full: z.string().optional(),
  quick: z.string().optional(),
});

/** What checks of a target remember. */
export interface DriftMemory {
  readonly findings: readonly RememberedFinding[];
  /** Kinds of which there was more at the last check than can be remembered: nobody knows what of the rest is new. */
  readonly overflow: readonly string[];
  /** How often the same loss of the same user was found after it had been put right, by what and user. */
  readonly returns: Readonly<Record<string, { readonly times: number; readonly at: string }>>;
  /** The greatest `changedOn` seen, in Superset's own local time; never compared with a clock of ours. */
  readonly cursor?: string | undefined;
  /** RFC 3339 instants of the last checks. */
  readonly full?: string | undefined;
  readonly quick?: string | undefined;
}

/** A deviation that was there at the last check, ignored ones included. */
export interface RememberedFinding {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly firstSeen: string;
  /** Id of the user whom it is about. */
  readonly user?: string | undefined;
  /** Who edited the account, which a quick check does not read again. */
  readonly changed?: { readonly by: string; readonly at?: string | undefined } | undefined;
  /** Whether it is in the audit chain; one that a rule ignores is not. */
  readonly reported: boolean;
  /** Whether an alert told of it. */
  readonly alerted: boolean;
}

/** Reads the note; what another version of this package wrote counts as nothing. */
export function parseDriftMemory(note: unknown): DriftMemory {
  return memorySchema.safeParse(note).data ?? { findings: [], overflow: [], returns: {} };
}
