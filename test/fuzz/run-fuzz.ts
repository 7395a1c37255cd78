import type { ScimEndpoint, ScimRequest } from '@scim-superset/core';
import { checkAnswer } from './check-answer.ts';
import { tryParsers } from './check-parsers.ts';
import { checkWorld } from './check-world.ts';
import { type RequestTemplate, readCorpus } from './corpus.ts';
import { createRandom } from './random.ts';
import { randomRequest } from './random-request.ts';
import { createWorld, type World, worldKinds } from './world.ts';

/** How long and from where to fuzz. */
export interface FuzzOptions {
  /** World n is made from `seed + n`, so that the seed of a failing world reproduces it at once. */
  readonly seed: number;
  /** Whether to begin another world, given what was done so far. */
  readonly goOn: (done: FuzzReport) => boolean;
  /** Puts something between the requests and the endpoint. Default nothing; for planting faults. */
  readonly wrap?: (endpoint: ScimEndpoint) => ScimEndpoint;
}

/** What a run did and found. */
export interface FuzzReport {
  readonly requests: number;
  /** Texts and PATCHes tried on the parsers and engines by themselves. */
  readonly trials: number;
  readonly worlds: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Greatest CPU time of one request, in milliseconds. */
  readonly slowestMs: number;
  readonly failures: readonly FuzzFailure[];
}

/** Something that must not happen, and the seed that makes it happen again in the first world. */
export interface FuzzFailure {
  readonly seed: number;
  readonly input: unknown;
  readonly problems: readonly string[];
}

const stepsPerWorld = 1_500;
const slowMs = 1_000;
/** Not even a loaded machine takes that long: something waits for what never comes. */
const hangMs = 60_000;

/** Fuzzes fresh directories of all kinds in turn, until told to stop or a world has failed. */
export async function runFuzz({ seed, goOn, wrap = (endpoint) => endpoint }: FuzzOptions): Promise<FuzzReport> {
  const corpus = readCorpus();
  let report: FuzzReport = { requests: 0, trials: 0, worlds: 0, statuses: {}, slowestMs: 0, failures: [] };
  while (report.failures.length === 0 && goOn(report)) {
    report = await fuzzWorld(seed + report.worlds, corpus, wrap, report);
  }
  return report;
}

async function fuzzWorld(
  seed: number,
  corpus: readonly RequestTemplate[],
  wrap: NonNullable<FuzzOptions['wrap']>,
  before: FuzzReport,
): Promise<FuzzReport> {
  const random = createRandom(seed);
  const plain = createWorld(random, worldKinds[seed % worldKinds.length] ?? 'lenient');
  const world: World = { ...plain, endpoint: wrap(plain.endpoint) };
  const failures: FuzzFailure[] = [];
  const statuses = { ...before.statuses };
  let { requests, trials, slowestMs } = before;
  const note = (input: unknown, problems: readonly string[]): void => {
    if (problems.length > 0) failures.push({ seed, input, problems });
  };

  for (let step = 0; step < stepsPerWorld && failures.length === 0; step += 1) {
    const isTrial = random.once(3);
    const started = process.threadCpuUsage();
    if (isTrial) {
      const { input, problems } = tryParsers(random);
      trials += 1;
      note(input, problems);
    } else {
      const parallel = random.once(10) ? 4 : 1;
      const batch = Array.from({ length: parallel }, () => world.fill(randomRequest(random, corpus)));
      const outcomes = await Promise.all(batch.map((request) => ask(world, request)));
      requests += parallel;
      for (const { request, status, problems } of outcomes) {
        statuses[status] = (statuses[status] ?? 0) + 1;
        note(request, problems);
      }
      note(
        batch,
        world.takeErrors().map((error) => `logged ${show(error)}`),
      );
    }
    const { user, system } = process.threadCpuUsage(started);
    const tookMs = (user + system) / 1_000;
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > slowMs) note(`step ${step}`, [`${tookMs} ms of CPU time`]);
    note(`step ${step}`, pollution());
  }
  if (failures.length === 0) note('the whole world', await checkWorld(world));
  return { requests, trials, worlds: before.worlds + 1, statuses, slowestMs, failures };
}

interface Outcome {
  readonly request: ScimRequest;
  readonly status: number | 'none';
  readonly problems: readonly string[];
}

async function ask(world: World, request: ScimRequest): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), hangMs);
  });
  try {
    const response = await Promise.race([world.endpoint.handle(request), hang]);
    const problems = checkAnswer(request.method, response);
    if (problems.length === 0 && response.body !== undefined) world.learn(request.method, JSON.parse(response.body));
    return { request, status: response.status, problems };
  } catch (error) {
    return { request, status: 'none', problems: [`threw ${show(error)}`] };
  } finally {
    clearTimeout(timer);
  }
}

function pollution(): string[] {
  const added: string[] = [];
  for (const key in {}) added.push(key);
  return added.map((key) => `Object.prototype has got ${key}`);
}

function show(error: unknown): string {
  const { err = error } = (error ?? {}) as { err?: unknown };
  return err instanceof Error ? (err.stack ?? err.message) : JSON.stringify(err);
}
