import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A Python that can run Superset. */
export interface Python {
  readonly file: string;
  /** For example `3.11.7`. */
  readonly version: string;
}

/** What Superset 6.1 runs on. */
const oldest = 10;
const newest = 12;

const candidates = ['python3.11', 'python3.12', 'python3.10', 'python3', 'python'];

/** Finds a Python 3.10 to 3.12 with the venv module on the PATH, or undefined. */
export async function findPython(): Promise<Python | undefined> {
  for (const file of candidates) {
    const version = await askVersion(file);
    const minor = Number(/^3\.(\d+)/.exec(version ?? '')?.[1]);
    if (version !== undefined && minor >= oldest && minor <= newest) return { file, version };
  }
  return undefined;
}

async function askVersion(file: string): Promise<string | undefined> {
  try {
    const script = 'import venv, ensurepip, platform; print(platform.python_version())';
    const { stdout } = await promisify(execFile)(file, ['-c', script], { timeout: 10_000 });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
