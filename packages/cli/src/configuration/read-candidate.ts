import {
  type MappingOverrides,
  parseMappingOverrides,
  parseRoleMapping,
  type RoleMapping,
} from '@scim-superset/provisioner';
import { CliError } from '../cli-error.ts';
import { type Environment, insertVariables, readYaml } from './read-yaml.ts';

/** A role mapping that somebody thinks of. */
export interface Candidate {
  readonly mapping: RoleMapping;
  /** The overrides of targets by their names; undefined when the file is a role mapping alone. */
  readonly overrides: ReadonlyMap<string, MappingOverrides | undefined> | undefined;
}

/**
 * Reads a role mapping from a file that holds nothing else, or from a whole configuration file. Of the latter only the
 * mapping and the targets' overrides count, so that its secrets need not be at hand.
 *
 * @throws {CliError} naming the file.
 * @throws {ProvisionerError} `invalid-mapping`.
 */
export async function readCandidate(file: string, environment: Environment): Promise<Candidate> {
  const { path, value } = await readYaml(file, 'Name a file with a role mapping, or a whole configuration file');
  if (!isObject(value) || !('grants' in value || 'mapping' in value)) {
    throw new CliError(
      `${path} holds no role mapping`,
      'It needs "grants", or is a configuration file with a "mapping"',
    );
  }
  const fill = (part: unknown): unknown => insertVariables(part, environment, path);
  if ('grants' in value) return { mapping: parseRoleMapping(fill(value)), overrides: undefined };
  const { mapping, targets = [] } = value;
  if (!Array.isArray(targets)) throw new CliError(`${path}: targets must be a list`, 'Correct the file');
  return {
    mapping: parseRoleMapping(fill(mapping)),
    overrides: new Map(targets.map((target) => readOverrides(target, fill))),
  };
}

function readOverrides(target: unknown, fill: (part: unknown) => unknown): [string, MappingOverrides | undefined] {
  const { name, overrides } = isObject(target) ? target : {};
  const text = String(fill(name));
  return [text, overrides === undefined ? undefined : parseMappingOverrides(fill(overrides), text)];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
