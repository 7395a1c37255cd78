import { expect, it } from 'vitest';
import { renderReport } from './render-report.ts';
import { runFuzz } from './run-fuzz.ts';

/** How long random requests are sent here; `pnpm run fuzz` does so for longer. */
const seconds = Number(process.env.FUZZ_SECONDS ?? (process.env.CI ? 300 : 60));

/** The same in every run, so that a failure belongs to the change that shows it. */
const seed = Number(process.env.FUZZ_SEED ?? 77_000_000);

it('answers random requests from a fixed seed soundly', async () => {
  const report = await runFuzz({ seed: 1, goOn: ({ worlds }) => worlds < 6 });
  expect(report.failures, renderReport(report)).toEqual([]);
  // Requests that are all refused at the door would prove little.
  const { 200: ok = 0, 201: created = 0, 204: changed = 0 } = report.statuses;
  expect(ok + created + changed).toBeGreaterThan(report.requests / 5);
}, 300_000);

it(
  `answers random requests for ${seconds} s soundly`,
  async () => {
    const end = performance.now() + seconds * 1_000;
    const report = await runFuzz({ seed, goOn: () => performance.now() < end });
    expect(report.failures, renderReport(report)).toEqual([]);
    console.log(`fuzz from seed ${seed}: ${renderReport(report)}`);
  },
  (seconds + 240) * 1_000,
);

it.each([
  ['a 500', { status: 500 }, /status 500/],
  ['a header from the request', { headers: { location: 'https://x/\r\nX-Evil: 1' } }, /header location/],
  ['a body of another type', { headers: { 'content-type': 'text/html' } }, /content type/],
  ['no body', { body: undefined }, /without a body/],
] as const)('finds %s, and the seed shows it again', async (_, fault, problem) => {
  const find = (seed: number) =>
    runFuzz({
      seed,
      goOn: ({ worlds }) => worlds < 5,
      wrap: ({ handle }) => ({
        async handle(request) {
          const response = await handle(request);
          return response.status === 400 ? { ...response, ...fault } : response;
        },
      }),
    });
  const [failure] = (await find(7)).failures;
  expect(failure?.problems.join()).toMatch(problem);
  expect((await find(failure?.seed ?? 0)).failures[0]).toMatchObject({ problems: failure?.problems });
});

it('finds members that are gone and names that have changed', async () => {
  const report = await runFuzz({
    seed: 11,
    goOn: ({ worlds }) => worlds < 5,
    wrap: ({ handle }) => ({
      async handle(request) {
        const response = await handle(request);
        const isOne = request.method === 'GET' && /^\/Users\/[0-9a-f-]{36}$/.test(request.path);
        return isOne && response.status === 200 && response.body !== undefined
          ? { ...response, body: response.body.replace('"userName":"', '"userName":"x') }
          : response;
      },
    }),
  });
  expect(report.failures[0]?.problems.join()).toContain('has two names');
});
