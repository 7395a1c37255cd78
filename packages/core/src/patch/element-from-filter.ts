import type { Filter } from '../filter/filter.ts';
import type { Attribute } from '../schema/attribute.ts';
import { isJsonObject, type JsonObject } from '../schema/json.ts';
import { type ReadContext, readElement } from '../schema/read-value.ts';

/**
 * The value that a filter describes completely, `{ type: 'work' }` for `[type eq "work"]`: what the quirk
 * `createMissingElement` creates. Undefined when the filter is anything but `eq` comparisons joined by `and`, and for
 * attributes that are not complex.
 *
 * @throws {ScimError} 400 invalidValue when a compared value is not of the sub-attribute's type.
 */
export function elementFromFilter(filter: Filter, attribute: Attribute, context: ReadContext): JsonObject | undefined {
  const pairs = attribute.type === 'complex' ? equalities(filter) : undefined;
  if (pairs === undefined) return undefined;
  const element = readElement(Object.fromEntries(pairs), attribute, '', context);
  return isJsonObject(element) ? element : undefined;
}

function equalities(filter: Filter): readonly (readonly [path: string, value: unknown])[] | undefined {
  if (filter.kind === 'comparison' && filter.operator === 'eq') return [[filter.path, filter.value]];
  if (filter.kind !== 'and') return undefined;
  const parts = filter.operands.map(equalities);
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}
