import type { World } from './world.ts';

/** Something that happens, with what fast-check shows of it. */
export interface Step {
  run(world: World): Promise<void>;
  toString(): string;
}

/** Makes a step that shows what it is. */
export function step(what: string, run: (world: World) => Promise<void>): Step {
  return { run, toString: () => what };
}
