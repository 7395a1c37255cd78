import type { Filter } from '../filter/filter.ts';
import { type ReadMember, readMembers } from '../schema/resource-members.ts';
import { type AttributeOperation, compileSelector, noTarget, refusal } from './attribute-operation.ts';

/**
 * Applies an operation to the membership. Who is a member already is not looked at, so adding one who is or removing
 * one who is not succeeds and changes nothing (RFC 7644 §3.5.2.1, §3.5.2.2), and the cost is that of the operation; only
 * a filter other than `value eq …` goes through the members.
 *
 * @throws {ScimError} 400 mutability for sub-attributes, which are immutable; 400 noTarget when `replace` selects nobody;
 * 400 invalidPath for `add` with a filter; 400 invalidValue or invalidFilter.
 */
export function applyToMembers(operation: AttributeOperation): void {
  const { op, attribute, subAttribute, filter, value, context } = operation;
  const { members } = context;
  if (subAttribute !== undefined) {
    throw refusal(`"members.${subAttribute.name}" is immutable; remove the member and add another`, 'mutability');
  }
  if (op === 'remove' && filter !== undefined) {
    members.remove(idsOf(filter) ?? selectIds(operation));
  } else if (op === 'remove' && value === undefined) {
    members.replace([]);
  } else {
    const given = value === null ? [] : readMembers(value, attribute, context);
    if (op === 'remove') members.remove(given.map((member) => member.value));
    else if (filter !== undefined) replaceSelected(operation, given);
    else if (op === 'replace') members.replace(given);
    else members.add(given);
  }
}

function replaceSelected(operation: AttributeOperation, given: readonly ReadMember[]): void {
  if (operation.op === 'add') throw refusal('To add members, use the path "members" without a filter', 'invalidPath');
  const selected = selectIds(operation);
  if (selected.length === 0) throw noTarget(operation);
  operation.context.members.remove(selected);
  operation.context.members.add(given);
}

function selectIds(operation: AttributeOperation): readonly string[] {
  const { members, work } = operation.context;
  const list = members.list();
  work(list.length);
  const isSelected = compileSelector(operation, list.length);
  return list.flatMap((member) => (isSelected(member) && typeof member.value === 'string' ? [member.value] : []));
}

/** The ids that a filter `value eq "a" or value eq "b"` names; undefined for any other filter. */
export function idsOf(filter: Filter): readonly string[] | undefined {
  if (filter.kind === 'or') {
    const parts = filter.operands.map(idsOf);
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  const isId = filter.kind === 'comparison' && filter.operator === 'eq' && filter.path.toLowerCase() === 'value';
  return isId && typeof filter.value === 'string' ? [filter.value] : undefined;
}
