import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { CliError } from '../cli-error.ts';
import { type Configuration, checkConfiguration } from './configuration.ts';

/** A configuration and the folder that its relative paths start from. */
export interface LoadedConfiguration extends Configuration {
  readonly folder: string;
}

/**
 * Reads a YAML or JSON configuration file and puts environment variables in.
 *
 * @throws {CliError} naming the file, the place in it, what is wrong and the remedy.
 */
export async function readConfiguration(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<LoadedConfiguration> {
  const path = resolve(file);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CliError(`Cannot read the configuration file ${path}`, 'Name an existing file with --config FILE', {
      cause,
    });
  });
  const checked = checkConfiguration(insertVariables(parseYaml(text, path), environment, path));
  if (isProblems(checked)) {
    throw new CliError(`${path} is not a valid configuration:\n  ${checked.join('\n  ')}`, 'Correct these lines');
  }
  return { ...checked, folder: dirname(path) };
}

function isProblems(checked: Configuration | readonly string[]): checked is readonly string[] {
  return Array.isArray(checked);
}

function parseYaml(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const where = cause instanceof YAMLParseError ? cause.message.split('\n')[0] : String(cause);
    throw new CliError(`${path} is not valid YAML: ${where}`, 'Correct the file', { cause });
  }
}

/** Values are replaced after parsing, so that a variable's content can never change the file's structure. */
function insertVariables(
  value: unknown,
  environment: Readonly<Record<string, string | undefined>>,
  path: string,
): unknown {
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
