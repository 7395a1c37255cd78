import { readFile } from 'node:fs/promises';
import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  mappingOverridesJsonSchema,
  ProvisionerError,
  parseMappingOverrides,
  parseRoleMapping,
  roleMappingJsonSchema,
} from '../../src/index.ts';

const ajv = new Ajv({ strict: false });

/** JSON values that may stand where something else is expected. */
const odd = fc.constantFrom<unknown>(null, true, false, 0, '', 'x', [], {}, ['x'], { id: 'x' });

/** An object with some of the members, now and then with an odd value, or with a member too many. */
function members(shape: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  const values = Object.entries(shape).map(([name, valid]) => {
    return [name, fc.oneof({ weight: 12, arbitrary: valid }, { weight: 1, arbitrary: odd })] as const;
  });
  const many = fc.record({ ...Object.fromEntries(values), more: odd }, { requiredKeys: [] });
  const few = fc.record(Object.fromEntries(values), { requiredKeys: [] });
  return fc.oneof({ weight: 8, arbitrary: few }, { weight: 1, arbitrary: many });
}

const text = fc.constantFrom('Sales', 'Gamma', 'x');
const roles = fc.array(text, { minLength: 1, maxLength: 2 });
const group = fc.oneof(text, members({ displayName: text }), members({ externalId: text }), members({ id: text }));
const filter = fc.constantFrom('title pr', 'department eq "Finance"');
const someRule = fc.oneof(fc.record({ group }), fc.record({ filter }), fc.record({ group, filter }), fc.constant({}));
const merged = (a: fc.Arbitrary<unknown>) =>
  fc.tuple(a, someRule).map(([base, rule]) => (typeof base === 'object' ? { ...base, ...rule } : base));
const grant = merged(fc.oneof(fc.record({ name: text, roles }), members({ name: text, roles })));
const common = {
  scope: someRule,
  accountsFor: fc.constantFrom('everybody', 'granted', 'all'),
  protectedAccounts: fc.array(text, { maxLength: 2 }),
  adoption: fc.constantFrom('adopt', 'refuse', 'report', 'steal'),
};
const mapping = members({
  ...common,
  grants: fc.array(grant, { maxLength: 2 }),
  baseRole: text,
  groupPrefix: text,
  version: text,
});
const whole = fc
  .tuple(mapping, fc.array(grant, { maxLength: 2 }))
  .map(([rest, grants]) => ({ grants, ...(rest as object) }));
const override = fc.oneof(fc.constant(false), merged(fc.oneof(fc.record({ roles }), members({ roles }))), odd);
const overrides = members({ ...common, grants: fc.dictionary(text, override, { maxKeys: 2 }) });

/** Whether the parser refuses a value for its shape, and not for what it means. */
function isMalformed(parse: () => unknown): boolean {
  try {
    parse();
    return false;
  } catch (error) {
    if (ProvisionerError.is(error) && error.code === 'invalid-mapping') return / malformed: /.test(error.message);
    throw error;
  }
}

describe.each<[string, ValidateFunction, (json: unknown) => unknown, fc.Arbitrary<unknown>]>([
  ['a role mapping', ajv.compile(roleMappingJsonSchema()), parseRoleMapping, fc.oneof(whole, mapping)],
  ['overrides', ajv.compile(mappingOverridesJsonSchema()), (json) => parseMappingOverrides(json, 'prod'), overrides],
])('the JSON Schema of %s', (_what, validate, parse, arbitrary) => {
  it('and the parser refuse the same', () => {
    const seen = { valid: 0, malformed: 0 };
    fc.assert(
      fc.property(arbitrary, (json) => {
        const malformed = isMalformed(() => parse(json));
        seen[malformed ? 'malformed' : 'valid'] += 1;
        expect(validate(json), JSON.stringify(validate.errors)).toBe(!malformed);
      }),
      { numRuns: 2_000 },
    );
    // The property would hold of a generator that makes nothing but nonsense.
    expect(Math.min(seen.valid, seen.malformed)).toBeGreaterThan(50);
  });
});

describe('the JSON Schema', () => {
  it('in the package is that of the source; pnpm run schemas writes it', async () => {
    const file = await readFile(new URL('../../role-mapping.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(file)).toEqual(roleMappingJsonSchema());
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
    visit(roleMappingJsonSchema(), '');
    visit(mappingOverridesJsonSchema(), '');
    expect(without).toEqual([]);
  });
});
