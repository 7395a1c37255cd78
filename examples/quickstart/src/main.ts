import { connectGuide } from './connect-guide.ts';
import { type Demo, startDemo } from './demo.ts';
import { readOptions, usage } from './options.ts';
import { createProgress } from './progress.ts';
import { QuickstartError } from './quickstart-error.ts';
import { playStory, renderStory, type StoryResult } from './story/index.ts';
import { createSupervisor } from './supervisor.ts';

const supervisor = createSupervisor();
const progress = createProgress(process.stdout);
let stopping = false;
const interrupted = new Promise<'interrupted'>((resolve) => {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => resolve('interrupted'));
  // The program that started this one is gone, and its terminal with it.
  process.once('disconnect', () => resolve('interrupted'));
});
process.channel?.unref();

void interrupted.then(() => {
  stopping = true;
});
const outcome = await Promise.race([run().catch(explain), interrupted]);
if (outcome === 'interrupted') progress.say('\nStopping everything …');
await supervisor.stopAll();
process.exit(outcome === 'interrupted' ? 130 : outcome);

/** Resolves to the exit code. */
async function run(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    progress.say(usage);
    return 0;
  }
  const begin = performance.now();
  const demo = await startDemo({ ...options, supervisor, progress });
  progress.say(`\nThe story, played with ${demo.cast}`);
  const result = await playStory(demo, (title, play) => progress.step(title, play));
  const passed = summarise(demo, result, performance.now() - begin);
  if (options.once) return passed ? 0 : 1;
  progress.say(connectGuide(demo));
  await interrupted;
  return 0;
}

function summarise(demo: Demo, { lines, deprovisioning }: StoryResult, ms: number): boolean {
  const failed = lines.filter(({ problem }) => problem !== undefined).length;
  const { patchToRefusal, directPut, ratio, people } = deprovisioning;
  progress.say(`\n${renderStory(lines)}\n`);
  progress.say(
    `${ratio <= 3 ? '✔' : '✘'} Deprovisioning: ${patchToRefusal.toFixed(1)} ms from the PATCH to the refused token, ` +
      `${ratio.toFixed(2)} × one direct PUT (${directPut.toFixed(1)} ms); medians of ${people} people, the aim is at most 3 ×`,
  );
  progress.say(
    `${failed === 0 ? '✔' : '✘'} ${lines.length - failed} of ${lines.length} lines are as they must be, ` +
      `with ${demo.cast}, in ${(ms / 1000).toFixed(1)} s`,
  );
  return failed === 0;
}

function explain(error: unknown): number {
  // What fails because it was stopped needs no explanation.
  if (stopping) return 130;
  if (error instanceof QuickstartError) {
    const log = error.logTail === '' ? '' : `\n\n${error.logTail}`;
    process.stderr.write(`\n✘ ${error.message}${log}\n\n  ${error.remedy}\n`);
  } else {
    process.stderr.write(`\n✘ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
  return 1;
}
