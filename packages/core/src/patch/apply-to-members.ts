import { compileElementFilter } from '../filter/compile-filter.ts';
import type { Filter } from '../filter/filter.ts';
import { ScimError, type ScimType } from '../message/scim-error.ts';
import { readMembers } from '../schema/resource-members.ts';
import type { AttributeTarget } from './apply-to-attribute.ts';
import type { PatchContext } from './patch-context.ts';
import type { PatchOperation } from './read-patch-request.ts';

/**
 * Applies an operation to the membership. Who is a member already is not looked at, so adding one who is or removing
 * one who is not succeeds and changes nothing (RFC 7644 §3.5.2.1, §3.5.2.2), and the cost is that of the operation; only
 * a filter other than `value eq …` goes through the members.
 *
 * @throws {ScimError} 400 mutability for sub-attributes, which are immutable; 400 noTarget when `replace` selects nobody;
 * 400 invalidPath for `add` with a filter; 400 invalidValue.
 */
export function applyToMembers(
  op: PatchOperation['op'],
  target: AttributeTarget,
  value: unknown,
  context: PatchContext,
): void {
  const { attribute, filter, subAttribute } = target;
  const { members } = context;
  if (subAttribute !== undefined) {
    throw refusal(`"members.${subAttribute.name}" is immutable; remove the member and add another`, 'mutability');
  }
  if (op === 'remove' && filter !== undefined) {
    members.remove(idsOf(filter) ?? selectIds(filter, target, context));
  } else if (op === 'remove' && value === undefined) {
    members.replace([]);
  } else {
    const given = value === null ? [] : readMembers(value, attribute, context);
    if (op === 'remove') members.remove(given.map((member) => member.value));
    else if (filter !== undefined) replaceSelected(op, filter, target, given, context);
    else if (op === 'replace') members.replace(given);
    else members.add(given);
  }
}

function replaceSelected(
  op: PatchOperation['op'],
  filter: Filter,
  target: AttributeTarget,
  given: ReturnType<typeof readMembers>,
  context: PatchContext,
): void {
  if (op === 'add') throw refusal('To add members, use the path "members" without a filter', 'invalidPath');
  const selected = selectIds(filter, target, context);
  if (selected.length === 0) throw refusal('No value of "members" matches the filter in "path"', 'noTarget');
  context.members.remove(selected);
  context.members.add(given);
}

function selectIds(filter: Filter, { attribute }: AttributeTarget, context: PatchContext): readonly string[] {
  const selected = context.members.list().filter(compileElementFilter(filter, attribute, context));
  return selected.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
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

function refusal(detail: string, scimType: ScimType): ScimError {
  return new ScimError(400, detail, { scimType });
}
