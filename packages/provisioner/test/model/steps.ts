import fc from 'fast-check';
import { directorySteps } from './directory-steps.ts';
import { handSteps } from './hand-steps.ts';
import { processSteps } from './process-steps.ts';
import type { Step } from './step.ts';

const ours = [
  { weight: 6, arbitrary: directorySteps },
  { weight: 3, arbitrary: processSteps },
];
// By itself fast-check prefers histories that are too short to be interesting.
const sizes = { minLength: 5, maxLength: 40, size: 'max' } as const;

/** Anything that may happen, in turn; in half of all histories nobody does anything by hand. */
export const anyHistory: fc.Arbitrary<Step[]> = fc.oneof(
  fc.array(fc.oneof(...ours), sizes),
  fc.array(fc.oneof(...ours, { weight: 3, arbitrary: handSteps }), sizes),
);
