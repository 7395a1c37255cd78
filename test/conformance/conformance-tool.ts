import { execFile } from 'node:child_process';
import type { DirectoryServer } from './directory-server.ts';

/** What one check of a tool came to. */
export interface Check {
  /** As the tool calls it; several checks may share a name. */
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** What the tool says about it. */
  readonly message: string;
}

/** Everything that a tool found. */
export interface ToolReport {
  readonly checks: readonly Check[];
  /** The tool's own verdict: zero when it is content. */
  readonly exitCode: number;
  /** What it printed, for when the checks are not enough to see what happened. */
  readonly output: string;
}

/** A SCIM client that tests servers. */
export interface ConformanceTool {
  readonly name: string;
  /** Tests a server. `python` is the interpreter that the tool is installed for. */
  run(python: string, server: DirectoryServer): Promise<ToolReport>;
}

const limitMs = 120_000;

/** Runs Python to its end and resolves to what it printed, whatever its exit code. */
export async function runPython(
  python: string,
  args: readonly string[],
): Promise<{ readonly exitCode: number; readonly out: string; readonly error: string }> {
  // A proxy for the internet is none for this machine.
  const env = { ...process.env, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };
  return new Promise((resolve) => {
    execFile(python, [...args], { env, timeout: limitMs, maxBuffer: 16_000_000 }, (failure, out, error) => {
      const exitCode = failure === null ? 0 : typeof failure.code === 'number' ? failure.code : -1;
      resolve({ exitCode, out, error: failure !== null && error === '' ? failure.message : error });
    });
  });
}
