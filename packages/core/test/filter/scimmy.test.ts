import fc from 'fast-check';
import { Filter as ScimmyFilter } from 'scimmy/types';
import { expect, it } from 'vitest';
import { compileFilter } from '../../src/filter/compile-filter.ts';
import type { Filter } from '../../src/filter/filter.ts';
import { parseFilter } from '../../src/filter/parse-filter.ts';
import { printFilter } from '../../src/filter/print-filter.ts';
import { userResourceType } from '../../src/schema/user.ts';

// scimmy compares text by case whatever the schema says, throws on attributes that are absent, goes wrong on `not` and on
// value paths with `or`, and takes several conditions on `emails` in one conjunction for one value path. So values are
// in lower case, records complete, and filters in disjunctive form with one condition on `emails` each.
const words = ['a', 'ab', 'b', 'work', 'home'];
const word = fc.constantFrom(...words);
const instants = ['2024-01-01T00:00:00Z', '2024-01-01T01:00:00+01:00', '2025-01-01T00:00:00Z'];

const plain = <T>(properties: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(properties, { noNullPrototype: true });

const anyUser = plain({
  userName: word,
  title: word,
  active: fc.boolean(),
  name: plain({ givenName: word, familyName: word }),
  emails: fc.array(plain({ type: word, value: word, primary: fc.boolean() }), { minLength: 1, maxLength: 3 }),
  meta: plain({ created: fc.constantFrom(...instants) }),
});

const textOperator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
const equality = fc.constantFrom('eq', 'ne');

function comparison(
  path: string,
  operator: fc.Arbitrary<string>,
  value: fc.Arbitrary<string | boolean>,
): fc.Arbitrary<Filter> {
  return fc.tuple(operator, value).map(([op, literal]) => parseFilter(`${path} ${op} ${JSON.stringify(literal)}`));
}

const anySingle = fc.oneof(
  comparison('userName', textOperator, word),
  comparison('title', textOperator, word),
  comparison('name.givenName', textOperator, word),
  comparison('active', equality, fc.boolean()),
  comparison('meta.created', fc.constantFrom('gt', 'ge', 'lt', 'le'), fc.constantFrom(...instants)),
);
const anyElement = fc
  .tuple(
    comparison('type', textOperator, word),
    comparison('value', textOperator, word),
    comparison('primary', equality, fc.boolean()),
  )
  .chain((comparisons) => fc.shuffledSubarray(comparisons, { minLength: 1 }))
  .map<Filter>((operands) => ({ kind: 'valuePath', path: 'emails', filter: { kind: 'and', operands } }));
const anyEmail = fc.oneof(
  anyElement,
  comparison('emails.type', textOperator, word),
  comparison('emails.value', textOperator, word),
);

const anyConjunction = fc
  .tuple(fc.uniqueArray(anySingle, { maxLength: 3, selector: (filter) => printFilter(filter).split(' ')[0] }), anyEmail)
  .map<Filter>(([singles, email]) => ({ kind: 'and', operands: [...singles, email] }));
const anyFilter = fc
  .array(anyConjunction, { minLength: 1, maxLength: 3 })
  .map<Filter>((operands) => ({ kind: 'or', operands }));

it('agrees with scimmy where scimmy follows the RFC', () => {
  fc.assert(
    fc.property(anyFilter, anyUser, (filter, user) => {
      const text = printFilter(filter);
      expect(compileFilter(text, userResourceType)(user), text).toBe(new ScimmyFilter(text).match([user]).length === 1);
    }),
    { numRuns: 1000 },
  );
});
