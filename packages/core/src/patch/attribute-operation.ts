import { compileElementFilter } from '../filter/compile-filter.ts';
import type { Filter } from '../filter/filter.ts';
import { ScimError, type ScimType } from '../message/scim-error.ts';
import type { Attribute } from '../schema/attribute.ts';
import type { PatchContext } from './patch-context.ts';

/** An operation on an attribute or a part of one. */
export interface AttributeOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly attribute: Attribute;
  readonly subAttribute: Attribute | undefined;
  /** Selects values of a multi-valued attribute. */
  readonly filter: Filter | undefined;
  readonly value: unknown;
  /** What precedes the attribute's name in messages: nothing, or the extension's URN and a colon. */
  readonly prefix: string;
  readonly context: PatchContext;
}

/** The canonical path of the operation's attribute, for messages. */
export function attributePath({ prefix, attribute }: AttributeOperation): string {
  return `${prefix}${attribute.name}`;
}

/**
 * A test for the values that an operation selects: those that the filter matches, or all.
 *
 * @param count how many values will be tested.
 * @throws {ScimError} 400 invalidFilter; 413 when the request causes too many comparisons.
 */
export function compileSelector(
  { filter, attribute, context }: AttributeOperation,
  count: number,
): (value: unknown) => boolean {
  if (filter === undefined) return () => true;
  context.work(count * countNodes(filter));
  return compileElementFilter(filter, attribute, context);
}

/** The error for an operation whose filter selects nothing (RFC 7644 table 9). */
export function noTarget(operation: AttributeOperation): ScimError {
  return refusal(`No value of "${attributePath(operation)}" matches the filter in "path"`, 'noTarget');
}

/** @throws {ScimError} 400 mutability when an immutable attribute already has a value (RFC 7644 §3.5.2). */
export function refuseImmutable(before: unknown, attribute: Attribute, prefix: string): void {
  if (attribute.mutability !== 'immutable' || before === undefined) return;
  throw refusal(`Attribute "${prefix}${attribute.name}" is immutable and already has a value`, 'mutability');
}

/** @throws {ScimError} 400 mutability for `remove`, otherwise invalidValue, when a required attribute would be lost. */
export function refuseLoss(attribute: Attribute, prefix: string, op: AttributeOperation['op']): void {
  if (!attribute.required) return;
  const scimType = op === 'remove' ? 'mutability' : 'invalidValue';
  throw refusal(`Attribute "${prefix}${attribute.name}" is required and cannot be removed`, scimType);
}

/** A 400 with a detail and its keyword. */
export function refusal(detail: string, scimType: ScimType): ScimError {
  return new ScimError(400, detail, { scimType });
}

function countNodes(filter: Filter): number {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.reduce((sum, operand) => sum + countNodes(operand), 1);
    case 'not':
      return 1 + countNodes(filter.operand);
    case 'valuePath':
      return 1 + countNodes(filter.filter);
    default:
      return 1;
  }
}
