import { silentLogger } from '@scim-superset/core';
import { hasChanges, type MappingOverrides } from '@scim-superset/provisioner';
import { CliError } from '../cli-error.ts';
import { readCandidate } from '../configuration/read-candidate.ts';
import { renderPreview } from '../render-preview.ts';
import { openService } from '../service.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `scim-superset preview`. */
export interface PreviewCommandOptions {
  readonly config: string;
  readonly json?: boolean;
  /** Lists every user who changes, not some. */
  readonly all?: boolean;
}

/**
 * Says who would gain and who would lose which role under the mapping of another file. Returns the exit code: 0 nothing
 * changes, 2 something does.
 */
export async function preview(file: string, options: PreviewCommandOptions, terminal: Terminal): Promise<number> {
  const { mapping, overrides } = await readCandidate(file, process.env);
  const service = await openService(options.config, silentLogger);
  try {
    const targets =
      overrides &&
      select(
        service.targets.map(({ name }) => name),
        overrides,
        file,
        terminal,
      );
    const found = await service.provisioner.preview(mapping, {
      ...(targets && { targets }),
      ...(options.all && { examples: Number.POSITIVE_INFINITY }),
    });
    if (options.json) terminal.data(JSON.stringify(found, undefined, 2));
    else terminal.out(...renderPreview(found));
    return hasChanges(found) ? 2 : 0;
  } finally {
    await service.close();
  }
}

/** The targets that both files have; what only one of them has is told. */
function select(
  names: readonly string[],
  overrides: ReadonlyMap<string, MappingOverrides | undefined>,
  file: string,
  terminal: Terminal,
): readonly { readonly name: string; readonly overrides?: MappingOverrides }[] {
  for (const name of names) if (!overrides.has(name)) terminal.error(`${name}: is not in ${file}, and left out here`);
  for (const name of overrides.keys()) {
    if (!names.includes(name)) terminal.error(`${name}: is in ${file} only; everybody would be new there`);
  }
  const both = names.filter((name) => overrides.has(name));
  if (both.length === 0)
    throw new CliError(`No target of ${file} is in the configuration`, 'Compare files of the same targets');
  return both.map((name) => {
    const its = overrides.get(name);
    return its === undefined ? { name } : { name, overrides: its };
  });
}
