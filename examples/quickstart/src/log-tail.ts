import { readFile } from 'node:fs/promises';

/** The last lines of a log file; empty when there is none. pip's notes about unused package folders are left out. */
export async function logTail(path: string, lines = 12): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !/WARNING: Location .* is ignored/.test(line))
    .slice(-lines)
    .join('\n');
}
