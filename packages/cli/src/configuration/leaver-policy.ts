import type { LeaverPolicy } from '@scim-superset/provisioner';
import { z } from 'zod';

const policy = <Name extends LeaverPolicy['policy']>(name: Name, meaning: string) => z.literal(name).describe(meaning);
const receiver = z
  .string()
  .min(1, 'name an account of Superset')
  .describe(
    'Username of the account that takes over: active, neither protected nor the service account, and no Admin.',
  );

/** How a target's `leaver` is written. */
export const leaverPolicy: z.ZodType<LeaverPolicy> = z.discriminatedUnion(
  'policy',
  [
    z.strictObject({ policy: policy('report', 'What leavers own is shown.') }),
    z.strictObject({
      policy: policy('disable-alerts', 'Alerts and reports that nobody active owns are switched off.'),
    }),
    z.strictObject({ policy: policy('transfer', 'What nobody active owns is given to the receiver.'), receiver }),
  ],
  'must be report, disable-alerts or transfer',
);
