import { readFile } from 'node:fs/promises';
import { parseMappingOverrides, parseRoleMapping } from '@scim-superset/provisioner';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkConfiguration } from '../src/configuration/configuration.ts';
import { configurationJsonSchema } from '../src/configuration/configuration-json-schema.ts';

const validate = new Ajv({ strict: false }).compile(configurationJsonSchema());

const odd = fc.constantFrom<unknown>('', 0, null, {}, [], ['x'], 'x', 'http://');
/** Mostly one of the good values, now and then one of the bad, seldom anything. */
const or = (good: readonly unknown[], ...bad: readonly unknown[]) =>
  fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...good) },
    { weight: bad.length, arbitrary: fc.constantFrom(...bad, 'x') },
    { weight: 1, arbitrary: odd },
  );
const text = or(['x', 'prod']);
const url = or(['http://localhost:8088', 'https://superset.example.com'], 'ftp://x.example.com');
const overrides = or([{}, { grants: { A: false } }], { grants: { A: true } });
const target = fc.oneof(
  { weight: 5, arbitrary: fc.record({ name: text, url, username: text, password: text }) },
  { weight: 5, arbitrary: fc.record({ name: text, url, apiKey: text, overrides }) },
  fc.record({ name: text, url, apiKey: text, username: text, password: text, overrides }, { requiredKeys: ['name'] }),
);
const server = fc.record({ host: text, port: or([0, 8090], 65_536, 1.5), baseUrl: url }, { requiredKeys: [] });
const mapping = or([{ grants: [] }, { grants: [{ name: 'A', roles: ['B'], group: 'C' }] }], { grants: {} });
const configuration = fc
  .record(
    {
      server: fc.oneof({ weight: 9, arbitrary: server }, odd),
      store: or(['sqlite:a.db'], 'sqlite:', 'memory'),
      attributes: or(['needed', 'all', ['title']], 'some'),
      targets: fc.array(target, { minLength: 1, maxLength: 2 }),
      mapping,
      more: text,
    },
    { requiredKeys: ['targets', 'mapping'] },
  )
  .chain((value) => fc.constantFrom(value, ...Object.keys(value).map((key) => ({ ...value, [key]: undefined }))))
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown);

/** Everything that is refused before anything is opened. */
function isRefused(value: unknown): boolean {
  const checked = checkConfiguration(value);
  if (!('targets' in checked)) return true;
  try {
    parseRoleMapping(checked.mapping);
    for (const { name, overrides: its } of checked.targets) if (its !== undefined) parseMappingOverrides(its, name);
    return false;
  } catch {
    return true;
  }
}

describe('the JSON Schema of the configuration', () => {
  it('refuses what the program refuses', () => {
    const seen = { valid: 0, refused: 0 };
    fc.assert(
      fc.property(configuration, (value) => {
        // A schema has no parser of addresses.
        fc.pre(!JSON.stringify(value).includes('"http://"'));
        const refused = isRefused(value);
        seen[refused ? 'refused' : 'valid'] += 1;
        expect(validate(value), JSON.stringify(validate.errors)).toBe(!refused);
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(seen.valid, seen.refused)).toBeGreaterThan(50);
  });

  it('admits variables, and the file of the README', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const example = /```yaml\n(# yaml-language-server[\s\S]*?)```/.exec(readme)?.[1] ?? '';
    expect(validate(parse(example)), JSON.stringify(validate.errors)).toBe(true);
    const variables = { url: '$' + '{URL}', name: 'x', apiKey: '$' + '{KEY}' };
    const file = { store: '$' + '{STORE}', targets: [variables], mapping: { grants: [] } };
    expect(validate(file), JSON.stringify(validate.errors)).toBe(true);
  });

  it('in the package is that of the source; pnpm run schemas writes it', async () => {
    const file = await readFile(new URL('../configuration.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(configurationJsonSchema())));
  });

  it('describes every property', () => {
    const without: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, member] of Object.entries(value)) {
        const isProperty = path.endsWith('/properties') && typeof member === 'object';
        if (isProperty && !('description' in member)) without.push(`${path}/${key}`);
        visit(member, `${path}/${key}`);
      }
    };
    visit(configurationJsonSchema(), '');
    expect(without).toEqual([]);
  });
});
