import type { Logger } from '@scim-superset/core';
import { pino } from 'pino';

/** Creates the server's log: JSON lines on standard error, so that standard output stays free for results. */
export function createLogger(): Logger {
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
}
