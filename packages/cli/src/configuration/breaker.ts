import type { BreakerOptions } from '@scim-superset/provisioner';
import { z } from 'zod';

const users = z.int().min(1);
const share = z.number().gt(0).max(1);

/** When people are asked before more users lose access; the defaults are the provisioner's. */
export const breaker: z.ZodType<BreakerOptions | false> = z.union(
  [
    z.literal(false),
    z.strictObject({
      windowMs: z
        .int()
        .min(1_000)
        .max(86_400_000)
        .exactOptional()
        .describe('Length of the window. Default 3600000, an hour.'),
      floor: users.exactOptional().describe('So many may always lose access within the window. Default 10.'),
      deactivations: z
        .strictObject({
          count: users.exactOptional().describe('Default 500.'),
          share: share.exactOptional().describe('Of the active accounts, from 0 to 1. Default 0.05.'),
        })
        .exactOptional()
        .describe('How many may be deactivated: the lower of the two, but not less than floor.'),
      grantLosses: z
        .strictObject({
          count: users.exactOptional().describe('Default 1000.'),
          share: share.exactOptional().describe('Of the active accounts, from 0 to 1. Default 0.1.'),
          shareOfGrant: share.exactOptional().describe('Of those who have the grant, from 0 to 1. Default 0.5.'),
          moves: z.boolean().exactOptional().describe('Whether who gets another grant instead counts. Default false.'),
        })
        .exactOptional()
        .describe('How many may lose a grant: the lowest of the three, but not less than floor.'),
    }),
  ],
  'must be false, or an object with windowMs, floor, deactivations, grantLosses',
);
