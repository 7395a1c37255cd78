import { type DriftOptions, driftKinds, repairableKinds } from '@scim-superset/provisioner';
import { z } from 'zod';

const text = z.string().min(1);
const minuteMs = 60_000;
const hourMs = 3_600_000;

const ignoreRule = z
  .strictObject({
    kind: z.enum(driftKinds).optional().describe('Only findings of this kind.'),
    target: text.optional().describe('Only at this Superset.'),
    account: text.optional().describe('Username of a Superset account; * stands for anything.'),
    user: text.optional().describe('userName or id of a user of the directory; * stands for anything.'),
    group: text.optional().describe('Name of a Superset group; * stands for anything.'),
    role: text.optional().describe('Name of a Superset role; * stands for anything.'),
    reason: text.describe('Why, for whoever reads a report later.'),
    until: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d$/, 'must be a day such as 2027-01-31')
      .describe('Last day, in UTC, on which the rule holds; after it the rule is itself a finding.'),
  })
  .describe('Findings to ignore: all that is given must hold.');

/** The schema of the `drift` section of the configuration file. */
export const driftSchema: z.ZodType<DriftOptions> = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether serve checks by itself; false: only when asked.'),
    everyMinutes: z
      .number()
      .min(1)
      .max(1_440)
      .default(10)
      .describe('Time between quick checks, which Superset 6.0 and later allow.'),
    fullEveryHours: z
      .number()
      .min(1)
      .max(168)
      .default(24)
      .describe('Time between full checks, which read every account.'),
    selfHeal: z
      .partialRecord(z.enum(repairableKinds), z.enum(['report', 'repair']))
      .default({})
      .describe('What serve does about deviations of a kind; report unless it says repair.'),
    ignore: z.array(ignoreRule).default([]).describe('What to ignore for a while.'),
  })
  .transform(({ enabled, everyMinutes, fullEveryHours, selfHeal, ignore }): DriftOptions => {
    return {
      schedule: enabled,
      everyMs: everyMinutes * minuteMs,
      fullEveryMs: fullEveryHours * hourMs,
      selfHeal: definite(selfHeal),
      ignore: ignore.map(definite),
    };
  });

/** zod's optional members may hold undefined, which `exactOptionalPropertyTypes` tells from absent ones. */
function definite<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  // Only absent members are left out.
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
