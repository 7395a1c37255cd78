import { dirname } from 'node:path';
import { CliError } from '../cli-error.ts';
import { type Configuration, checkConfiguration } from './configuration.ts';
import { type Environment, insertVariables, readYaml } from './read-yaml.ts';

/** A configuration and the folder that its relative paths start from. */
export interface LoadedConfiguration extends Configuration {
  readonly folder: string;
}

/**
 * Reads a YAML or JSON configuration file and puts environment variables in.
 *
 * @throws {CliError} naming the file, the place in it, what is wrong and the remedy.
 */
export async function readConfiguration(file: string, environment: Environment): Promise<LoadedConfiguration> {
  const { path, value } = await readYaml(file, 'Name an existing file with --config FILE');
  const checked = checkConfiguration(insertVariables(value, environment, path));
  if (isProblems(checked)) {
    throw new CliError(`${path} is not a valid configuration:\n  ${checked.join('\n  ')}`, 'Correct these lines');
  }
  return { ...checked, folder: dirname(path) };
}

function isProblems(checked: Configuration | readonly string[]): checked is readonly string[] {
  return Array.isArray(checked);
}
