import { expect, it } from 'vitest';
import { parseClause } from '../../src/testing/parse-clause.ts';

const rows = [
  { region: 'EU', amount: 1 },
  { region: "O'Hara", amount: 2 },
  { region: 'US', amount: -3 },
];

it.for([
  ["region = 'EU'", [1]],
  ["region = 'O''Hara'", [2]],
  ["region <> 'EU'", [2, -3]],
  ["region IN ('EU', 'US')", [1, -3]],
  ["region in ('EU,US')", []],
  ['amount = -3', [-3]],
  [' amount != 2 ', [1, -3]],
] as const)('applies %s', ([clause, amounts]) => {
  const holds = parseClause(clause);
  expect(rows.filter((row) => holds?.(row)).map((row) => row.amount)).toEqual(amounts);
});

it.for(['', '1 = 1', 'region LIKE 1', "region = 'EU' OR 1 = 1", "region = 'EU", "region IN 'EU'", 'region = EU'])(
  'does not pretend to understand %s',
  (clause) => expect(parseClause(clause)).toBeUndefined(),
);
