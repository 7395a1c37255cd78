import type { Actor } from '@scim-superset/core';
import { SupersetError } from '@scim-superset/superset-client';
import type { WorkedTarget } from '../plan/apply-plan.ts';
import { readCatalog } from '../target/target-catalog.ts';
import { type Detecting, type Detection, detect, type Watching } from './detect.ts';
import { driftAlert } from './drift-alert.ts';
import { findingEvents, resolvedEvents } from './drift-events.ts';
import type { DriftFinding, TargetDrift } from './drift-finding.ts';
import type { WatchItem } from './drift-item.ts';
import { type DriftMemory, driftNote, parseDriftMemory } from './drift-memory.ts';
import type { DriftSettings } from './drift-options.ts';
import { createPermissionNamer } from './permission-names.ts';
import { itemsToRepair, repair } from './self-heal.ts';
import { acceptRoles } from './watch-roles.ts';

/** How to check, where `acts` also says whether to tell people of what is new. */
export interface CheckOptions extends Detecting {
  /** Who asked, for the audit chain. */
  readonly actor: Actor;
}

/** Watches one target. To be used by one caller at a time, over all processes: the holder of the check's lease. */
export interface TargetWatch {
  /** Checks the target, records what is new and what is gone, and remembers it. */
  check(options: CheckOptions): Promise<TargetDrift>;
  /** Takes what roles permit now, and which rules name them, as accepted. Returns what that accepts. */
  acceptRoles(by: Acceptor, signal: AbortSignal): Promise<readonly WatchItem[]>;
  /** RFC 3339 instants of the last checks, by whichever process. */
  lastChecks(): Promise<Pick<DriftMemory, 'full' | 'quick'>>;
}

/** Who accepts something, and why. */
export interface Acceptor {
  readonly actor: Actor;
  readonly reason: string;
}

/** Creates the watch of a target. Sends nothing yet. */
export function createTargetWatch(target: WorkedTarget, settings: DriftSettings): TargetWatch {
  const { context } = target;
  const { store, name, superset, mapping, clock } = context;
  const { reconciliation } = store;
  const watching: Watching = {
    context,
    settings,
    strangers: { accounts: new Map(), asOf: undefined },
    nameRoles: createPermissionNamer(superset),
  };
  const readMemory = async (): Promise<DriftMemory> => parseDriftMemory(await reconciliation.note(name, driftNote));

  async function record({ judgement, next }: Detection, actor: Actor): Promise<void> {
    const at = new Date(clock()).toISOString();
    const check = { target: name, at, actor };
    const { found, resolved } = judgement;
    const events = [...findingEvents('drift.found', found, check), ...resolvedEvents(resolved, check)];
    if (events.length > 0) await store.commit({ at, events });
    await reconciliation.putNote(name, driftNote, next);
  }

  /** Tells people of what they have not heard of, and puts right what may be. Returns what was put right. */
  async function act({ observation, judgement, next }: Detection, { actor, signal }: CheckOptions) {
    const { findings, ignored } = judgement;
    const wanted = itemsToRepair({ items: observation.items, findings, ignored }, settings);
    const repaired = await repair(wanted, findings, target, signal);
    const at = new Date(clock()).toISOString();
    if (repaired.length > 0) {
      await store.commit({ at, events: findingEvents('drift.repaired', repaired, { target: name, at, actor }) });
    }
    const untold = new Set(next.findings.filter(({ alerted }) => !alerted).map(({ id }) => id));
    const news = findings.filter(({ id }) => untold.has(id));
    if (news.length > 0) await context.alarm(driftAlert({ target: name, at, findings: news, repaired }));
    const gone = new Set(repaired.map(({ id }) => id));
    const left = next.findings.filter(({ id }) => !gone.has(id));
    const told = left.map((one) => ({ ...one, alerted: one.alerted || one.reported }));
    await reconciliation.putNote(name, driftNote, { ...next, findings: told });
    return repaired;
  }

  return {
    async check(options) {
      try {
        const detection = await detect(watching, await readMemory(), options);
        await record(detection, options.actor);
        const repaired = options.acts ? await act(detection, options) : [];
        return toDrift(name, detection, repaired);
      } catch (error) {
        if (!SupersetError.is(error)) throw error;
        return { ...nothing, target: name, failure: error.message };
      }
    },
    async acceptRoles(by, signal) {
      const catalog = await readCatalog(superset, mapping, { signal });
      const assignments = await superset.roles.assignments({ signal });
      return acceptRoles({ ...watching, catalog, assignments }, by, { signal });
    },
    async lastChecks() {
      const { full, quick } = await readMemory();
      return { full, quick };
    },
  };
}

const nothing = {
  check: undefined,
  findings: [],
  found: [],
  resolved: [],
  ignored: [],
  repaired: [],
  pending: 0,
  held: 0,
  unwatched: [],
} as const;

function toDrift(target: string, detection: Detection, repaired: readonly DriftFinding[]): TargetDrift {
  const { observation, judgement, unwatched } = detection;
  const { findings, found, resolved, ignored, pending, held } = judgement;
  return {
    ...{ target, check: observation.check, findings, found, ignored, repaired, pending, held, unwatched },
    resolved: resolved.map(({ id, kind, text, firstSeen }) => ({ id, kind, text, firstSeen })),
  };
}
