import type { Attribute } from '../schema/attribute.ts';
import { formatPath } from '../schema/attribute-path.ts';
import { isJsonObject, type JsonObject, ownValue, withValue } from '../schema/json.ts';
import { quoteName } from '../schema/quote-name.ts';
import type { Schema } from '../schema/schema.ts';
import { applyToAttribute } from './apply-to-attribute.ts';
import { applyToMembers } from './apply-to-members.ts';
import { type AttributeOperation, refusal } from './attribute-operation.ts';
import { checkSchemasOperation } from './check-schemas-operation.ts';
import type { PatchContext } from './patch-context.ts';
import { findKeyTarget, type PatchTarget, resolveTarget } from './patch-target.ts';
import type { PatchOperation } from './read-patch-request.ts';
import { removeExtension } from './remove-extension.ts';

type Op = PatchOperation['op'];

/**
 * A resource while operations are applied to it: a copy whose properties are replaced and never changed in depth, so
 * that their values may be shared with the original. What was removed is undefined.
 */
export type ResourceDraft = Record<string, unknown>;

/**
 * Applies one operation (RFC 7644 §3.5.2.1–3) to the draft; one on `members` to the draft in the context instead.
 *
 * @throws {ScimError} 400 with a scimType of RFC 7644 table 9; 413 when the request causes too much work.
 */
export function applyOperation(draft: ResourceDraft, operation: PatchOperation, context: PatchContext): void {
  const { op, path, value } = operation;
  if (path !== undefined) {
    const target = resolveTarget(path, context.resourceType, context.quirks);
    refuseReadOnly(target);
    applyToTarget(draft, op, target, value, context);
  } else if (isJsonObject(value)) {
    applyKeys(draft, op, value, undefined, context);
  } else {
    throw refusal(`"${op}" without "path" needs an object of attributes as its value`, 'invalidValue');
  }
}

/** Applies the operation to each attribute that an object names: a resource without path, or an extension. */
function applyKeys(
  draft: ResourceDraft,
  op: Op,
  value: JsonObject,
  extension: PatchTarget['extension'],
  context: PatchContext,
): void {
  const { resourceType, quirks } = context;
  for (const key of Object.keys(value)) {
    if (value[key] === undefined) continue;
    const target = findKeyTarget(key, extension, resourceType, quirks);
    if (target === undefined) {
      if (quirks.unknownAttributes) continue;
      throw refusal(`${resourceType.name} has no attribute ${quoteName(key)}; leave it out`, 'invalidPath');
    }
    if (isReadOnly(target) && context.readOnly === 'ignore') continue;
    refuseReadOnly(target);
    applyToTarget(draft, op, target, value[key], context);
  }
}

function applyToTarget(
  draft: ResourceDraft,
  op: Op,
  { extension, attribute, subAttribute, filter, isDropped }: PatchTarget,
  value: unknown,
  context: PatchContext,
): void {
  if (isDropped) return;
  if (attribute === undefined) {
    if (extension !== undefined) applyToExtension(draft, op, extension, value, context);
    return;
  }
  const prefix = extension === undefined ? '' : `${extension.id}:`;
  const operation: AttributeOperation = { op, attribute, subAttribute, filter, value, prefix, context };
  if (attribute === context.membersAttribute) {
    applyToMembers(operation);
  } else if (extension === undefined && attribute.name === 'schemas') {
    checkSchemasOperation(operation);
  } else {
    context.touched.add(attribute);
    if (extension === undefined) draft[attribute.name] = applyToAttribute(draft, operation);
    else setInExtension(draft, extension, attribute, operation);
  }
}

function applyToExtension(
  draft: ResourceDraft,
  op: Op,
  extension: Schema,
  value: unknown,
  context: PatchContext,
): void {
  if (op === 'remove' || (op === 'replace' && value === null)) removeExtension(draft, extension, context);
  else if (isJsonObject(value)) applyKeys(draft, op, value, extension, context);
  else throw refusal(`"${extension.id}" must be an object with the attributes of that extension`, 'invalidValue');
}

function setInExtension(
  draft: ResourceDraft,
  extension: Schema,
  attribute: Attribute,
  operation: AttributeOperation,
): void {
  const current = ownValue(draft, extension.id);
  const before = isJsonObject(current) ? current : {};
  const after = withValue(before, attribute.name, applyToAttribute(before, operation));
  draft[extension.id] = Object.keys(after).length === 0 ? undefined : after;
}

function isReadOnly({ attribute, subAttribute }: PatchTarget): boolean {
  return attribute?.mutability === 'readOnly' || subAttribute?.mutability === 'readOnly';
}

/** @throws {ScimError} 400 mutability. */
function refuseReadOnly(target: PatchTarget): void {
  if (isReadOnly(target)) throw refusal(`Attribute "${formatPath(target)}" is read-only; leave it out`, 'mutability');
}
