import type { RecordTest } from './record-test.ts';

/** Passes when all tests do. Many are a loop and not nested calls, so that a long chain needs no deep stack. */
export function allOf(tests: readonly RecordTest[]): RecordTest {
  const [first = passAll, second] = tests;
  if (second === undefined) return first;
  if (tests.length === 2) return (record) => first(record) && second(record);
  return (record) => {
    for (const test of tests) if (!test(record)) return false;
    return true;
  };
}

/** Passes when one of the tests does. */
export function anyOf(tests: readonly RecordTest[]): RecordTest {
  const [first = passNone, second] = tests;
  if (second === undefined) return first;
  if (tests.length === 2) return (record) => first(record) || second(record);
  return (record) => {
    for (const test of tests) if (test(record)) return true;
    return false;
  };
}

/** Passes when the test does not. */
export function negate(test: RecordTest): RecordTest {
  return (record) => !test(record);
}

/** Passes always. */
export function passAll(): boolean {
  return true;
}

/** Never passes. */
export function passNone(): boolean {
  return false;
}
