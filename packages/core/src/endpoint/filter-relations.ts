import type { Filter } from '../filter/filter.ts';
import { visitFilter } from '../filter/visit-filter.ts';
import { filterKeys } from '../schema/index-keys.ts';
import { resolveNotation } from '../schema/resolve-notation.ts';
import type { ResourceType } from '../schema/resource-type.ts';

/**
 * What is left of a filter once the store has found the groups of a member: without the conjuncts that say just that,
 * so that nobody has to load all members of these groups to see what is known already.
 *
 * @returns undefined when nothing is left.
 */
export function withoutMemberConjuncts(filter: Filter, member: string, resourceType: ResourceType): Filter | undefined {
  if (filter.kind === 'and') {
    const operands = filter.operands
      .map((operand) => withoutMemberConjuncts(operand, member, resourceType))
      .filter((operand) => operand !== undefined);
    return operands.length > 1 ? { kind: 'and', operands } : operands[0];
  }
  return saysMember(filter, member, resourceType) ? undefined : filter;
}

/** `members eq "id"`, `members.value eq "id"` or `members[value eq "id"]`. */
function saysMember(filter: Filter, member: string, resourceType: ResourceType): boolean {
  const isEquality =
    filter.kind === 'comparison' || (filter.kind === 'valuePath' && filter.filter.kind === 'comparison');
  return isEquality && filterKeys(filter, resourceType).member === member;
}

/** Whether a filter looks at the attribute, which then has to be read. */
export function filterUses(filter: Filter, name: string, resourceType: ResourceType): boolean {
  const isIt = ({ path }: { readonly path: string }) => {
    const place = resolveNotation(path, resourceType);
    return place?.extension === undefined && place?.attribute?.name === name;
  };
  const some = (operands: readonly boolean[]) => operands.includes(true);
  return visitFilter(filter, {
    and: some,
    or: some,
    not: (operand) => operand,
    comparison: isIt,
    present: isIt,
    valuePath: isIt,
  });
}
