/**
 * Fuzzes the SCIM endpoint and the parsers: `pnpm run fuzz -- --minutes 60 --seed 1`. Exits with 1 at the first failure,
 * after printing the seed that reproduces it.
 */
import { parseArgs } from 'node:util';
import { renderReport } from './render-report.ts';
import { type FuzzReport, runFuzz } from './run-fuzz.ts';

const { values } = parseArgs({
  // pnpm hands the separator on.
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string' } },
});
const minutes = readNumber('minutes', values.minutes);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : readNumber('seed', values.seed);

process.stdout.write(`Fuzzing for ${minutes} minutes from seed ${seed}\n`);
const began = performance.now();
const report = await runFuzz({ seed, goOn: (done) => tell(done) && elapsedMinutes() < minutes });
process.stdout.write(`${elapsedMinutes().toFixed(1)} minutes: ${renderReport(report)}\n`);
process.exitCode = report.failures.length === 0 ? 0 : 1;

function tell(done: FuzzReport): boolean {
  if (done.worlds > 0 && done.worlds % 100 === 0) {
    process.stdout.write(`${elapsedMinutes().toFixed(1)} minutes: ${done.requests} requests, ${done.trials} trials\n`);
  }
  return true;
}

function elapsedMinutes(): number {
  return (performance.now() - began) / 60_000;
}

function readNumber(name: string, text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number;
  throw new TypeError(`--${name} must be a number, not "${text}"`);
}
