import type { GrantMode } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import { remark } from './remark.ts';

/** What a target needs before its users can be called settled. */
export interface Preparation {
  /**
   * To be called every time that there is a look for work: at first, and when the Superset was upgraded meanwhile, sets
   * up the target's groups and marks the users who were applied in another way. Does nothing while a call is under way,
   * or soon after a failure. Never rejects.
   */
  run(signal: AbortSignal): Promise<void>;
  /** Has the Superset looked at again, because it was down and may have been upgraded. */
  again(): void;
  /** Whether it was looked at, so that whoever was applied in another way is marked. */
  readonly done: boolean;
}

/** How long to wait after a failure; users who need the catalog find out themselves. */
const retryMs = 10_000;

/** Creates the preparation of a target. */
export function createPreparation(
  context: TargetContext,
  told: { readonly marked: () => void; readonly failed: () => void },
): Preparation {
  let isDue = true;
  let preparedFor: GrantMode | undefined;
  let underWay: Promise<void> | undefined;
  let nextTry = Number.NEGATIVE_INFINITY;

  async function prepare(signal: AbortSignal): Promise<void> {
    try {
      const { mode } = await context.catalog.get(signal);
      await context.identities.check(signal);
      const users = mode === preparedFor ? 0 : await remark(context, mode);
      preparedFor = mode;
      isDue = false;
      if (users === 0) return;
      context.logger.info({ target: context.name, users }, 'Looking again at users who were applied in another way');
      told.marked();
    } catch (error) {
      if (signal.aborted) return;
      nextTry = context.clock() + retryMs;
      context.logger.warn({ target: context.name, err: error }, 'The target could not be prepared; trying again');
      told.failed();
    }
  }

  return {
    run(signal) {
      // Where nothing changes nobody else asks for the catalog, and the Superset may have been upgraded.
      const isWanted = isDue || context.catalog.fresh() === undefined || context.identities.isCheckDue;
      if (underWay === undefined && isWanted && context.clock() >= nextTry) {
        underWay = prepare(signal).finally(() => {
          underWay = undefined;
        });
      }
      return underWay ?? Promise.resolve();
    },
    again() {
      context.catalog.invalidate();
      isDue = true;
    },
    get done() {
      return !isDue;
    },
  };
}
