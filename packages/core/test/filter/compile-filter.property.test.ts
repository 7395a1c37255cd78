import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileFilter } from '../../src/filter/compile-filter.ts';
import { printFilter } from '../../src/filter/print-filter.ts';
import type { ScimResource } from '../../src/schema/resource.ts';
import { anyDevice, anyDeviceFilter, deviceResourceType } from './device.ts';
import { matchesByReference } from './reference-filter.ts';

it('agrees with a naive reading of the RFC on every filter and every record', () => {
  fc.assert(
    fc.property(anyDeviceFilter, fc.array(anyDevice, { minLength: 1, maxLength: 8 }), (filter, devices) => {
      const predicate = compileFilter(filter, deviceResourceType);
      expect(devices.map(predicate)).toEqual(devices.map((device) => matchesByReference(filter, device)));
    }),
    { numRuns: 5000 },
  );
});

it('compiles text as it compiles the filter that the text means', () => {
  fc.assert(
    fc.property(anyDeviceFilter, anyDevice, (filter, device) => {
      const predicate = compileFilter(printFilter(filter), deviceResourceType);
      expect(predicate(device)).toBe(compileFilter(filter, deviceResourceType)(device));
    }),
  );
});

it('does not change what it looks at, and does not see what is inherited', () => {
  fc.assert(
    fc.property(anyDeviceFilter, anyDevice, (filter, device) => {
      const predicate = compileFilter(filter, deviceResourceType);
      const before = JSON.stringify(device);
      const expected = predicate(device);
      expect(JSON.stringify(device)).toBe(before);
      expect(predicate(device)).toBe(expected);
      expect(predicate(Object.create(device))).toBe(predicate({}));
      expect(predicate(mapObjects(device, Object.create))).toBe(predicate(mapObjects(device, () => ({}))));
    }),
    { numRuns: 1000 },
  );
});

/** The device with every object within it replaced. */
function mapObjects(device: ScimResource, replace: (object: object) => object): ScimResource {
  const map = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(map);
    return typeof value === 'object' && value !== null ? replace(value) : value;
  };
  return Object.fromEntries(Object.entries(device).map(([name, value]) => [name, map(value)]));
}
