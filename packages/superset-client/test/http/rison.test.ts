import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeRison, type RisonValue } from '../../src/http/rison.ts';
import { parseRison } from '../../src/testing/wire/parse-rison.ts';

it('quotes every text, so that none is read as structure', () => {
  expect(encodeRison({ filters: [{ col: 'username', opr: 'sw', value: "O'Hara!),(x:1" }], page: 0, all: true })).toBe(
    "(filters:!((col:'username',opr:'sw',value:'O!'Hara!!),(x:1')),page:0,all:!t)",
  );
});

it('writes what its reader reads', () => {
  const { value } = fc.letrec<{ value: RisonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'binary' }),
      fc.integer(),
      fc.boolean(),
      fc.array(tie('value')),
      fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), tie('value'), { noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(value, (given) => {
      expect(parseRison(encodeRison(given))).toEqual(given);
    }),
  );
});
