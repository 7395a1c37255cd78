import type { GrantMode } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import { remark } from './remark.ts';

/** How long to wait after a failure; users who need the catalog find out themselves. */
const retryMs = 10_000;

/**
 * Creates what a worker calls every time it looks for work: at first, and when the Superset was upgraded meanwhile, it
 * sets up the target's groups and marks the users who were applied in another way. Calls while one is under way, or
 * soon after a failure, do nothing. Never rejects.
 */
export function createPreparation(
  context: TargetContext,
  done: { readonly marked: () => void; readonly failed: () => void },
): (signal: AbortSignal) => Promise<void> {
  let preparedFor: GrantMode | undefined;
  let underWay: Promise<void> | undefined;
  let nextTry = Number.NEGATIVE_INFINITY;

  async function prepare(signal: AbortSignal): Promise<void> {
    try {
      const { mode } = await context.catalog.get(signal);
      const users = await remark(context, mode);
      preparedFor = mode;
      if (users === 0) return;
      context.logger.info({ target: context.name, users }, 'Looking again at users who were applied in another way');
      done.marked();
    } catch (error) {
      if (signal.aborted) return;
      nextTry = context.clock() + retryMs;
      context.logger.warn({ target: context.name, err: error }, 'The target could not be prepared; trying again');
      done.failed();
    }
  }

  return (signal) => {
    const current = preparedFor !== undefined && preparedFor === context.catalog.peek()?.mode;
    if (underWay === undefined && !current && context.clock() >= nextTry) {
      underWay = prepare(signal).finally(() => {
        underWay = undefined;
      });
    }
    return underWay ?? Promise.resolve();
  };
}
