import type { JsonObject } from '../schema/json.ts';
import { allOf } from './combine-tests.ts';
import { passesValue, type ValueTest } from './value-test.ts';

/** A test of an object: a resource, an extension or a complex value. What is absent is tested as an empty object. */
export type RecordTest = (record: JsonObject) => boolean;

const noRecord: JsonObject = Object.freeze({});

/** A test of an own property, as data. */
export interface PropertyTest {
  readonly name: string;
  readonly test: ValueTest;
}

/**
 * Tests an own property. Here and below a property is read first, and asked whose it is only when that matters: on
 * a scan it rarely does, and asking costs as much as the rest.
 */
export function valueAt({ name, test }: PropertyTest): RecordTest {
  return (record) => passesValue(test, record[name]) && Object.hasOwn(record, name);
}

/** Passes when an own property has a value: not null, not empty, and something in it (RFC 7644 table 3). */
export function presentAt(name: string): RecordTest {
  return (record) => isPresent(record[name]) && Object.hasOwn(record, name);
}

/** Applies a test to the object in an own property. */
export function recordAt(name: string, test: RecordTest): RecordTest {
  const absent = test(noRecord);
  return (record) => {
    const value = record[name];
    if (!isObject(value)) return absent;
    const result = test(value);
    return result === absent || Object.hasOwn(record, name) ? result : absent;
  };
}

/** Passes when one object in the list in an own property passes a test; a single object counts as a list of one. */
export function anyRecordAt(name: string, test: RecordTest): RecordTest {
  return (record) => {
    const value = record[name];
    if (!Array.isArray(value)) return isObject(value) && test(value) && Object.hasOwn(record, name);
    for (let index = 0; index < value.length; index++) {
      const element: unknown = value[index];
      if (isObject(element) && test(element)) return Object.hasOwn(record, name);
    }
    return false;
  };
}

/** {@link anyRecordAt} for objects that pass all of several tests. */
export function anyElementAt(name: string, tests: readonly (RecordTest | PropertyTest)[]): RecordTest {
  const passes = allOf(tests.map((test) => (typeof test === 'function' ? test : valueAt(test))));
  const [first, second] = tests;
  if (tests.length !== 2 || typeof first !== 'object' || typeof second !== 'object') return anyRecordAt(name, passes);

  // Two comparisons are what nearly every value path holds. Made here and not by a call for each object and property,
  // they take half the time; `passes` then confirms that the properties are own.
  const { name: firstName, test: firstTest } = first;
  const { name: secondName, test: secondTest } = second;
  return (record) => {
    const value = record[name];
    if (!Array.isArray(value)) return isObject(value) && passes(value) && Object.hasOwn(record, name);
    for (let index = 0; index < value.length; index++) {
      const element: unknown = value[index];
      if (
        isObject(element) &&
        passesValue(firstTest, element[firstName]) &&
        passesValue(secondTest, element[secondName]) &&
        passes(element)
      ) {
        return Object.hasOwn(record, name);
      }
    }
    return false;
  };
}

/**
 * Passes when one value of the list in an own property passes, tested as `{ value }`. Null elements do not count, a
 * single value counts as a list of one.
 */
export function anyValueAt(name: string, test: RecordTest): RecordTest {
  return (record) => {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.some((element) => element !== null && element !== undefined && test({ value: element }));
  };
}

/** Whether a value can have properties. Lists pass, being objects without the property that is asked for. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}

function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.values(value).some(isPresent);
}
