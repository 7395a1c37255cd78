import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDateTime } from '../../src/filter/date-time.ts';

it('reads what Date writes', () => {
  const anyDate = fc.date({
    noInvalidDate: true,
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-30T00:00:00Z'),
  });
  fc.assert(
    fc.property(anyDate, fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, offset) => {
      expect(parseDateTime(date.toISOString())).toBe(date.getTime());
      const sign = offset < 0 ? '-' : '+';
      const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) =>
        String(part).padStart(2, '0'),
      );
      const local = new Date(date.getTime() + offset * 60_000);
      fc.pre(local.getUTCFullYear() > 0 && local.getUTCFullYear() < 10_000);
      expect(parseDateTime(local.toISOString().replace('Z', `${sign}${hours}:${minutes}`))).toBe(date.getTime());
    }),
  );
});

describe('instants', () => {
  it.each([
    ['2011-05-13T04:42:34', '2011-05-13T04:42:34Z'],
    ['2011-05-13t04:42:34z', '2011-05-13T04:42:34Z'],
    ['2011-05-13T24:00:00Z', '2011-05-14T00:00:00Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
    ['2024-02-29T00:00:00-14:00', '2024-02-29T14:00:00Z'],
    ['0001-01-01T00:00:00', '0001-01-01T00:00:00Z'],
  ])('%s', (text, same) => {
    expect(parseDateTime(text)).toBe(Date.parse(same));
  });

  it('tells microseconds apart', () => {
    expect(parseDateTime('2024-01-01T00:00:00.123457Z')).toBeGreaterThan(parseDateTime('2024-01-01T00:00:00.123456Z'));
    expect(parseDateTime('2024-01-01T00:00:00.1234560000Z')).toBe(parseDateTime('2024-01-01T00:00:00.123456Z'));
  });
});

describe('no dateTimes', () => {
  it.each([
    '',
    '2011',
    '2011-05-13',
    '2011-05-13 04:42:34Z',
    '2011-05-13T04:42Z',
    '2011-05-13T04:42:34+02',
    '2011-05-13T04:42:34+0200',
    '2011-05-13T04:42:34 Z',
    '2011-05-13T04:42:34ZZ',
    '2011-05-13T04:42:34.Z',
    '2011-05-13T04:42:34+15:00',
    '2011-05-13T04:42:34+02:60',
    '2011-05-13T04:42:34*02:00',
    '2011-13-01T00:00:00Z',
    '2011-00-01T00:00:00Z',
    '2011-02-29T00:00:00Z',
    '2011-04-31T00:00:00Z',
    '2011-04-00T00:00:00Z',
    '2011-05-13T24:00:01Z',
    '2011-05-13T25:00:00Z',
    '2011-05-13T04:60:00Z',
    '2011-05-13T04:42:61Z',
    '11-05-13T04:42:34Z',
    '+2011-05-13T04:42:34Z',
    'Fri, 13 May 2011 04:42:34 GMT',
  ])('%s', (text) => {
    expect(parseDateTime(text)).toBeNaN();
  });
});
