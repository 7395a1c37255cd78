import { setImmediate } from 'node:timers/promises';

/** How long to keep others from running. */
const sliceMs = 5;

/** Lets others run now and then while many are worked through: to be awaited after each. */
export function createSlices(): () => Promise<void> | undefined {
  let sliceStart = performance.now();
  return () => {
    if (performance.now() - sliceStart < sliceMs) return undefined;
    return setImmediate().then(() => {
      sliceStart = performance.now();
    });
  };
}
