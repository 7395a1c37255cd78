import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { logTail } from './log-tail.ts';
import { QuickstartError } from './quickstart-error.ts';

/** A program to run. Its output goes to `log`, never to the terminal. */
export interface Command {
  /** How messages call it, for example `Superset`. */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: string;
  /** Opens an IPC channel, whose end tells a Node.js child that this process is gone. Default false. */
  readonly ipc?: boolean;
}

/** A program that keeps running. */
export interface RunningProgram {
  readonly command: Command;
  readonly pid: number | undefined;
  /** Resolves, once the program has ended, to its exit code; undefined after a signal or a failed start. */
  readonly ended: Promise<number | undefined>;
  hasEnded(): boolean;
  /** SIGTERM to the program and its children, SIGKILL to what is left after five seconds. */
  stop(): Promise<void>;
  /** SIGKILL to the program and its children. */
  kill(): Promise<void>;
}

/** Starts programs and makes sure that none outlives this process. */
export interface Supervisor {
  /** Runs a program to its end. Throws a {@link QuickstartError} with the end of its log when it fails. */
  run(command: Command, remedy: string): Promise<void>;
  start(command: Command): RunningProgram;
  /** Stops everything; programs started afterwards are stopped at once. */
  stopAll(): Promise<void>;
}

const gracePeriodMs = 5_000;

/** Creates a supervisor without any program. */
export function createSupervisor(): Supervisor {
  const running = new Set<RunningProgram>();
  let stopping = false;

  const start = (command: Command): RunningProgram => {
    const program = startProgram(command);
    running.add(program);
    void program.ended.then(() => running.delete(program));
    if (stopping) void program.kill();
    return program;
  };

  return {
    start,
    async run(command, remedy) {
      const code = await start(command).ended;
      if (code === 0) return;
      const how = code === undefined ? 'was ended' : `failed with exit code ${code}`;
      throw new QuickstartError(`${command.name} ${how}`, remedy, { logTail: await logTail(command.log) });
    },
    async stopAll() {
      stopping = true;
      await Promise.all([...running].map((program) => program.stop()));
    },
  };
}

function startProgram(command: Command): RunningProgram {
  const log = createWriteStream(command.log, { flags: 'a' });
  const child = spawn(command.file, command.args, {
    ...(command.cwd !== undefined && { cwd: command.cwd }),
    env: command.env,
    // A process group of its own: stopping reaches grandchildren, and Ctrl-C reaches nobody twice.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', ...(command.ipc ? ['ipc' as const] : [])],
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const ended = new Promise<number | undefined>((resolve) => {
    child.once('error', (error) => {
      log.end(`${error.message}\n`);
      resolve(undefined);
    });
    child.once('close', (code) => {
      log.end();
      resolve(code ?? undefined);
    });
  });
  const kill = async (): Promise<void> => {
    signalGroup(child, 'SIGKILL');
    await ended;
  };
  return {
    command,
    pid: child.pid,
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined,
    async stop() {
      signalGroup(child, 'SIGTERM');
      const patience = new AbortController();
      await Promise.race([ended, delay(gracePeriodMs, undefined, { signal: patience.signal }).catch(() => {})]);
      patience.abort();
      await kill();
    },
    kill,
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group has ended already.
  }
}
