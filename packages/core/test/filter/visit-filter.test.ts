import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileFilter } from '../../src/filter/compile-filter.ts';
import { parseFilter } from '../../src/filter/parse-filter.ts';
import { type FilterVisitor, visitFilter } from '../../src/filter/visit-filter.ts';
import type { ScimResource } from '../../src/schema/resource.ts';
import { anyDevice, anyDeviceFilter, deviceResourceType } from './device.ts';

/** What a store makes of a part of a filter: a condition that the part implies, and whether it is equivalent. */
interface Pushed {
  readonly sql: string;
  readonly holds: (device: ScimResource) => boolean;
  readonly exact: boolean;
}

/** A store that has columns for a few attributes and follows the contract of `visitFilter`. */
const pushDown: FilterVisitor<Pushed | undefined> = {
  and(operands) {
    const known = operands.filter((operand) => operand !== undefined);
    if (known.length === 0) return undefined;
    return {
      sql: known.map(({ sql }) => sql).join(' AND '),
      holds: (device) => known.every(({ holds }) => holds(device)),
      exact: known.length === operands.length && known.every(({ exact }) => exact),
    };
  },
  or(operands) {
    const known = operands.filter((operand) => operand !== undefined);
    if (known.length < operands.length) return undefined;
    return {
      sql: `(${known.map(({ sql }) => sql).join(' OR ')})`,
      holds: (device) => known.some(({ holds }) => holds(device)),
      exact: known.every(({ exact }) => exact),
    };
  },
  not(operand) {
    if (!operand?.exact) return undefined;
    return { sql: `NOT (${operand.sql})`, holds: (device) => !operand.holds(device), exact: true };
  },
  comparison(filter) {
    const { path, operator } = filter;
    if (!['serial', 'label', 'count', 'on', 'weight', 'seen'].includes(path.toLowerCase())) return undefined;
    return { sql: `${path} ${operator} ?`, holds: compileFilter(filter, deviceResourceType), exact: true };
  },
  present: () => undefined,
  valuePath: () => undefined,
};

it('folds a filter from the leaves up', () => {
  const some = parseFilter('serial eq "a" and (city pr or not (on eq true or count gt 5)) and not (label eq "d")');
  expect(visitFilter(some, pushDown)?.sql).toBe('serial eq ? AND NOT (label eq ?)');
  const all = parseFilter('not (serial eq "a" and on ne true) or count lt 5');
  expect(visitFilter(all, pushDown)?.sql).toBe('(NOT (serial eq ? AND on ne ?) OR count lt ?)');
});

it('lets a store that keeps to the contract exclude nothing that the predicate accepts', () => {
  const counts = { exact: 0, implied: 0 };
  fc.assert(
    fc.property(anyDeviceFilter, fc.array(anyDevice, { maxLength: 5 }), (filter, devices) => {
      const pushed = visitFilter(filter, pushDown);
      if (pushed === undefined) return;
      counts[pushed.exact ? 'exact' : 'implied']++;
      const accepted = devices.filter(compileFilter(filter, deviceResourceType));
      const found = devices.filter(pushed.holds);
      if (pushed.exact) expect(found).toEqual(accepted);
      else expect(found).toEqual(expect.arrayContaining(accepted));
    }),
    { numRuns: 3000 },
  );
  expect(Math.min(counts.exact, counts.implied)).toBeGreaterThan(50);
});
