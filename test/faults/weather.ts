import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../fuzz/random.ts';
import type { Intercept, ProxiedAnswer, ProxiedRequest } from './proxy.ts';

/** A request that something happened to, on its way or on the way back. Times are by `performance.now()`. */
export interface Strike {
  readonly path: string;
  readonly fault: string;
  /** When whoever was struck may be expected to go on: after an answer, or when waiting for one has ended. */
  until: number;
}

/** Random faults, in phases: some requests are struck, then all, then none. */
export interface Weather {
  readonly intercept: Intercept;
  readonly strikes: readonly Strike[];
  /** No faults any more. */
  clear(): void;
}

type Phase = 'calm' | 'showers' | 'outage';
type Fault = (asked: ProxiedRequest, pass: () => Promise<ProxiedAnswer>) => Promise<ProxiedAnswer | 'reset'>;

/** What may happen to a request. The client gives up on an answer after `patienceMs`. */
function faultsOf(random: Random, patienceMs: number): Readonly<Record<string, Fault>> {
  const after = async (pass: () => Promise<ProxiedAnswer>, answer: ProxiedAnswer | 'reset') => {
    await pass();
    return answer;
  };
  return {
    reset: async () => 'reset',
    'reset after it was applied': (_asked, pass) => after(pass, 'reset'),
    'error 500': async () => json(500, { message: 'Fatal error' }),
    'error 500 after it was applied': (_asked, pass) => after(pass, json(500, { message: 'Fatal error' })),
    'error 502': async () => page(502, 'Bad Gateway'),
    'error 502 after it was applied': (_asked, pass) => after(pass, page(502, 'Bad Gateway')),
    'error 429': async () => json(429, { message: 'Too many requests' }, ['retry-after', '1']),
    delay: async (_asked, pass) => {
      await sleep(random.below(patienceMs / 2));
      return pass();
    },
    // As when it has waited in a queue: whoever sent it has tried again, and gone on to something else. A creation would be
    // a second account by then if its user was renamed meanwhile, and nobody could help it.
    'carried out late': async (asked, pass) => {
      if (asked.method === 'POST') return 'reset';
      await sleep(patienceMs * 2.5);
      return pass();
    },
    'answer that comes too late': async (_asked, pass) => {
      const answer = await pass();
      await sleep(patienceMs * 1.2);
      return answer;
    },
  };
}

/** In an outage a load balancer says so, or nobody answers; now and then a request gets through to a Superset that dies. */
const outageFaults = ['reset', 'reset', 'error 502', 'reset after it was applied'];

/** Creates weather; the seed decides on the phases, and on what happens to the nth request of each. */
export function createWeather(random: Random, patienceMs: number): Weather {
  const faults = faultsOf(random, patienceMs);
  const strikes: Strike[] = [];
  let phase: Phase | 'clear' = 'calm';
  let phaseEnds = performance.now() + 3_000;

  function turn(): void {
    while (phase !== 'clear' && performance.now() > phaseEnds) {
      phase = random.pick<Phase>(phase === 'calm' ? ['showers', 'showers', 'outage'] : ['calm', 'showers', 'outage']);
      phaseEnds += phase === 'outage' ? 500 + random.below(5_000) : 2_000 + random.below(6_000);
    }
  }

  function pickFault(): string | undefined {
    turn();
    if (phase === 'outage') return random.pick(outageFaults);
    return phase === 'showers' && random.below(4) === 0 ? random.pick(Object.keys(faults)) : undefined;
  }

  return {
    strikes,
    clear: () => {
      phase = 'clear';
    },
    async intercept(asked, pass) {
      const name = pickFault();
      const fault = name === undefined ? undefined : faults[name];
      if (name === undefined || fault === undefined) return pass();
      const [path = ''] = asked.url.split('?');
      const strike: Strike = { path, fault: name, until: performance.now() + patienceMs };
      strikes.push(strike);
      try {
        return await fault(asked, pass);
      } finally {
        strike.until = Math.min(strike.until, performance.now()) + (name === 'error 429' ? 1_000 : 0);
      }
    },
  };
}

function json(status: number, body: object, headers: readonly string[] = []): ProxiedAnswer {
  return { status, headers: ['content-type', 'application/json', ...headers], body: Buffer.from(JSON.stringify(body)) };
}

function page(status: number, title: string): ProxiedAnswer {
  const body = Buffer.from(`<html><head><title>${status} ${title}</title></head><body><h1>${title}</h1></body></html>`);
  return { status, headers: ['content-type', 'text/html'], body };
}
