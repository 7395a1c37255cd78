import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { CliError } from '../cli-error.ts';

/** The variables that a file may use. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a file, and where it is. */
export interface YamlFile {
  /** Absolute. */
  readonly path: string;
  readonly value: unknown;
}

/**
 * Reads a YAML or JSON file as it is, variables not put in.
 *
 * @throws {CliError} naming the file, the place in it and the remedy.
 */
export async function readYaml(file: string, remedy: string): Promise<YamlFile> {
  const path = resolve(file);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CliError(`Cannot read the configuration file ${path}`, remedy, { cause });
  });
  return { path, value: parseYaml(text, path) };
}

function parseYaml(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const where = cause instanceof YAMLParseError ? cause.message.split('\n')[0] : String(cause);
    throw new CliError(`${path} is not valid YAML: ${where}`, 'Correct the file', { cause });
  }
}

/**
 * Puts environment variables into every string of a value. That is done after parsing, so that a variable's content can never
 * change the file's structure.
 *
 * @throws {CliError} naming the file and the variable that is not set.
 */
export function insertVariables(value: unknown, environment: Environment, path: string): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_text, name: string) => {
      const found = environment[name];
      if (found !== undefined && found !== '') return found;
      throw new CliError(`${path} uses \${${name}}, which is not set`, `Set the environment variable ${name}`);
    });
  }
  if (Array.isArray(value)) return value.map((item) => insertVariables(item, environment, path));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, insertVariables(item, environment, path)]),
    );
  }
  return value;
}
