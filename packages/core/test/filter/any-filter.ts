import fc from 'fast-check';
import type { Filter, FilterValue } from '../../src/filter/filter.ts';

const anyName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/).filter((name) => name.toLowerCase() !== 'not');
const anySubPath = fc.oneof(anyName, fc.constant('$ref'), fc.constant('urn:example:a:1.0:B:c'));
const anyPath = fc.oneof(
  { weight: 3, arbitrary: anySubPath },
  fc.tuple(anyName, fc.oneof(anyName, fc.constant('$ref'))).map(([name, sub]) => `${name}.${sub}`),
  fc.tuple(anyName, anyName).map(([name, sub]) => `urn:ietf:params:scim:schemas:core:2.0:User:${name}.${sub}`),
);

/** Any literal, with every code unit there is. A negative zero is printed as zero, as JSON does. */
export const anyValue: fc.Arbitrary<FilterValue> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0xd7f0, max: 0xe00f }).map((code) => String.fromCharCode(code)) }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);

const operators = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;

function anyFilterOn(path: fc.Arbitrary<string>, isElement: boolean): fc.Arbitrary<Filter> {
  const { tree } = fc.letrec<{ tree: Filter; leaf: Filter }>((tie) => ({
    leaf: fc.oneof(
      fc.record({
        kind: fc.constant('comparison' as const),
        path,
        operator: fc.constantFrom(...operators),
        value: anyValue,
      }),
      fc.record({ kind: fc.constant('present' as const), path }),
    ),
    tree: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      tie('leaf'),
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        operands: fc.array(tie('tree'), { minLength: 2, maxLength: 4 }),
      }),
      fc.record({ kind: fc.constant('not' as const), operand: tie('tree') }),
      ...(isElement
        ? []
        : [fc.record({ kind: fc.constant('valuePath' as const), path, filter: anyFilterOn(anySubPath, true) })]),
    ),
  }));
  return tree;
}

/** Any filter that the grammar can express, on attributes of no schema. */
export const anyFilter: fc.Arbitrary<Filter> = anyFilterOn(anyPath, false);
