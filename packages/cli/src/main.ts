#!/usr/bin/env node
import { CliError } from './cli-error.ts';
import { createProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

try {
  await createProgram(processTerminal, whenStopped, (code) => {
    process.exitCode = code;
  }).parseAsync();
} catch (error) {
  processTerminal.error(...describe(error));
  process.exitCode = 1;
}

/** Aborts at the first Ctrl-C or SIGTERM, which then does not end the process; a second one does. */
function whenStopped(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  return stop.signal;
}

/** A sentence for the operator; a stack trace only for what nobody foresaw. */
function describe(error: unknown): string[] {
  // Ours may list several things, a line each; what others say may hold names from outside.
  if (error instanceof CliError) return [...`Error: ${error.message}`.split('\n'), error.remedy];
  return [error instanceof Error ? `Error: ${error.message}` : `Error: ${String(error)}`];
}
