import { formatPath } from '../schema/attribute-path.ts';
import { isJsonObject, type JsonObject, ownValue, withValue } from '../schema/json.ts';
import { quoteName } from '../schema/quote-name.ts';
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
 * Applies one operation (RFC 7644 §3.5.2.1–3) and returns the resource it leads to; what it does not touch is shared
 * with the given one. Operations on `members` change the draft in the context instead.
 *
 * @throws {ScimError} 400 with a scimType of RFC 7644 table 9; 413 when the request causes too much work.
 */
export function applyOperation(resource: JsonObject, operation: PatchOperation, context: PatchContext): JsonObject {
  const { op, path, value } = operation;
  if (path !== undefined) {
    const target = resolveTarget(path, context.resourceType, context.quirks);
    refuseReadOnly(target);
    return applyToTarget(resource, op, target, value, context);
  }
  if (isJsonObject(value)) return applyKeys(resource, op, value, undefined, context);
  throw refusal(`"${op}" without "path" needs an object of attributes as its value`, 'invalidValue');
}

/** Applies the operation to each attribute that an object names: a resource without path, or an extension. */
function applyKeys(
  resource: JsonObject,
  op: Op,
  value: JsonObject,
  extension: PatchTarget['extension'],
  context: PatchContext,
): JsonObject {
  const { resourceType, quirks } = context;
  let result = resource;
  for (const key of Object.keys(value)) {
    const target = findKeyTarget(key, extension, resourceType, quirks);
    if (target === undefined) {
      if (quirks.unknownAttributes) continue;
      throw refusal(`${resourceType.name} has no attribute ${quoteName(key)}; leave it out`, 'invalidPath');
    }
    if (isReadOnly(target) && context.readOnly === 'ignore') continue;
    refuseReadOnly(target);
    result = applyToTarget(result, op, target, value[key], context);
  }
  return result;
}

function applyToTarget(
  resource: JsonObject,
  op: Op,
  { extension, attribute, subAttribute, filter }: PatchTarget,
  value: unknown,
  context: PatchContext,
): JsonObject {
  if (attribute === undefined) {
    if (extension === undefined) return resource;
    if (op === 'remove' || (op === 'replace' && value === null)) return removeExtension(resource, extension, context);
    if (isJsonObject(value)) return applyKeys(resource, op, value, extension, context);
    throw refusal(`"${extension.id}" must be an object with the attributes of that extension`, 'invalidValue');
  }
  const prefix = extension === undefined ? '' : `${extension.id}:`;
  const operation: AttributeOperation = { op, attribute, subAttribute, filter, value, prefix, context };
  if (attribute === context.membersAttribute) {
    applyToMembers(operation);
    return resource;
  }
  if (extension === undefined && attribute.name === 'schemas') {
    checkSchemasOperation(operation);
    return resource;
  }
  context.touched.set(attribute, { attribute, extension });
  if (extension === undefined) return applyToAttribute(resource, operation);
  const current = ownValue(resource, extension.id);
  const before = isJsonObject(current) ? current : {};
  const after = applyToAttribute(before, operation);
  if (after === before) return resource;
  return withValue(resource, extension.id, Object.keys(after).length === 0 ? undefined : after);
}

function isReadOnly({ attribute, subAttribute }: PatchTarget): boolean {
  return attribute?.mutability === 'readOnly' || subAttribute?.mutability === 'readOnly';
}

/** @throws {ScimError} 400 mutability. */
function refuseReadOnly(target: PatchTarget): void {
  if (isReadOnly(target)) throw refusal(`Attribute "${formatPath(target)}" is read-only; leave it out`, 'mutability');
}
