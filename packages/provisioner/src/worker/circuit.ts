import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@scim-superset/core';
import { SupersetError } from '@scim-superset/superset-client';
import type { Alarm } from '../alert/create-alarm.ts';
import { abortable } from '../target/abortable.ts';
import { backoff } from './backoff.ts';

/** Whether a target can be worked on. */
export type Availability =
  | { readonly available: true }
  /** `since` is in milliseconds since the epoch; the reason holds no secret. */
  | { readonly available: false; readonly since: number; readonly reason: string };

/** Keeps work away from a target that is down: one look at it decides for all users. */
export interface Circuit {
  readonly state: Availability;
  /** Looks at the target after a suspicious failure; callers at the same time share one look. True when it works. */
  check(): Promise<boolean>;
  /** Resolves when the target works; looks at it with growing pauses until then. Rejects when the signal aborts. */
  whenAvailable(signal: AbortSignal): Promise<void>;
}

/** What a circuit needs. */
export interface CircuitOptions {
  readonly target: string;
  /** Rejects when the target cannot be worked on. */
  readonly probe: (signal: AbortSignal) => Promise<void>;
  readonly probeMaxMs: number;
  /** Told when the target works again. */
  readonly recovered: () => void;
  /** Told when the target has been down for `alertMs`, and when it is back after that. */
  readonly alarm: Alarm;
  readonly alertMs: number;
  readonly logger: Logger;
  readonly clock: () => number;
}

const firstPauseMs = 100;
const probeTimeoutMs = 5_000;

/** Creates the circuit of a target that is assumed to work. */
export function createCircuit(options: CircuitOptions): Circuit {
  const { target, logger, clock } = options;
  let state: Availability = { available: true };
  let checking: Promise<boolean> | undefined;
  const outage = createOutage(options);

  async function look(): Promise<boolean> {
    try {
      await options.probe(AbortSignal.timeout(probeTimeoutMs));
      const before = state;
      state = { available: true };
      if (before.available) return true;
      options.recovered();
      outage.ended();
      logger.info({ target, downForMs: clock() - before.since }, 'Superset is available again');
    } catch (error) {
      const reason = SupersetError.is(error) ? error.message : 'Superset does not answer';
      if (state.available) logger.error({ target, reason }, 'Superset is not available; changes wait until it is');
      state = { available: false, since: state.available ? clock() : state.since, reason };
      outage.goesOn(state);
    }
    return state.available;
  }

  function check(): Promise<boolean> {
    checking ??= look().finally(() => {
      checking = undefined;
    });
    return checking;
  }

  return {
    get state() {
      return state;
    },
    check,
    async whenAvailable(signal) {
      for (let attempts = 0; !state.available; attempts += 1) {
        await sleep(backoff(attempts, firstPauseMs, options.probeMaxMs), undefined, { signal });
        await abortable(check(), signal);
      }
    },
  };
}

/** Tells people of an outage that lasts, and of its end; restarts of a Superset are nobody's concern. */
function createOutage({ target, alarm, alertMs, clock }: CircuitOptions) {
  // Not by the clock: one that is set must neither hide an outage nor feign one.
  let startedAt: number | undefined;
  let alerted = false;
  const alert = () => ({ target, at: new Date(clock()).toISOString() });
  return {
    goesOn({ since, reason }: Extract<Availability, { available: false }>): void {
      startedAt ??= performance.now();
      if (alerted || performance.now() - startedAt < alertMs) return;
      alerted = true;
      const message = `Superset ${target} is not available; changes wait until it is: ${reason}`;
      void alarm({ kind: 'unavailable', ...alert(), message, since: new Date(since).toISOString() });
    },
    ended(): void {
      const downMs = Math.round(performance.now() - (startedAt ?? performance.now()));
      const message = `Superset ${target} is available again; what has waited is applied now`;
      if (alerted) void alarm({ kind: 'available', ...alert(), message, downMs });
      startedAt = undefined;
      alerted = false;
    },
  };
}

/** Whether a failure may mean that the target as a whole does not work, rather than something about one user. */
export function isSuspicious(error: unknown): boolean {
  if (!SupersetError.is(error)) return false;
  return error.code !== 'conflict' && error.code !== 'validation' && error.code !== 'not-found';
}
