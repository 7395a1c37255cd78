import { ScimError } from '../message/scim-error.ts';
import { formatPath } from '../schema/attribute-path.ts';
import { isJsonObject, type JsonObject, ownValue, withValue } from '../schema/json.ts';
import { quoteName } from '../schema/quote-name.ts';
import { checkSchemas } from '../schema/read-schemas.ts';
import { resolveKey } from '../schema/resolve-key.ts';
import { applyToAttribute } from './apply-to-attribute.ts';
import { applyToMembers } from './apply-to-members.ts';
import type { PatchContext } from './patch-context.ts';
import { type PatchTarget, resolveTarget } from './patch-target.ts';
import type { PatchOperation } from './read-patch-request.ts';

/**
 * Applies one operation (RFC 7644 §3.5.2.1–3) and returns the resource it leads to; what it does not touch is shared
 * with the given one. Operations on `members` change the draft in the context instead.
 *
 * @throws {ScimError} 400 with the scimType of RFC 7644 table 9.
 */
export function applyOperation(resource: JsonObject, operation: PatchOperation, context: PatchContext): JsonObject {
  const { op, path, value } = operation;
  if (path === undefined) return applyToResource(resource, op, value, context);
  const target = resolveTarget(path, context.resourceType, context.quirks);
  refuseReadOnly(target);
  return applyToTarget(resource, op, target, value, context);
}

type Op = PatchOperation['op'];

/** An operation without path: the value is an object of attributes, each of them a target of its own. */
function applyToResource(resource: JsonObject, op: Op, value: unknown, context: PatchContext): JsonObject {
  if (!isJsonObject(value)) {
    throw invalidValue(`"${op}" without path needs an object with attributes as its value`);
  }
  return applyKeys(resource, op, value, context, (key) => {
    if (!key.includes('[')) return resolveKey(key, context.resourceType, context.quirks);
    return context.quirks.dottedKeys ? resolveTarget(key, context.resourceType, context.quirks) : undefined;
  });
}

function applyToTarget(
  resource: JsonObject,
  op: Op,
  target: PatchTarget,
  value: unknown,
  context: PatchContext,
): JsonObject {
  const { extension, attribute } = target;
  if (attribute === undefined) return applyToExtension(resource, op, target, value, context);
  if (extension !== undefined) {
    const current = ownValue(resource, extension.id);
    const before = isJsonObject(current) ? current : {};
    const after = applyToAttribute(before, op, { ...target, attribute }, value, context);
    if (after === before) return resource;
    return withValue(resource, extension.id, Object.keys(after).length === 0 ? undefined : after);
  }
  if (attribute === context.membersAttribute) {
    applyToMembers(op, { ...target, attribute }, value, context);
    return resource;
  }
  // `schemas` follows from the extensions that have attributes, so it can be sent but not steered.
  if (attribute.name === 'schemas' && op !== 'remove') {
    checkSchemas(value, context.resourceType, context.quirks);
    return resource;
  }
  return applyToAttribute(resource, op, { ...target, attribute }, value, context);
}

function applyToExtension(
  resource: JsonObject,
  op: Op,
  { extension }: PatchTarget,
  value: unknown,
  context: PatchContext,
): JsonObject {
  if (extension === undefined) return resource;
  if (op === 'remove' || value === null) return op === 'add' ? resource : withValue(resource, extension.id, undefined);
  if (!isJsonObject(value))
    throw invalidValue(`"${extension.id}" must be an object with the attributes of that extension`);
  return applyKeys(resource, op, value, context, (key) => {
    const place = resolveKey(`${extension.id}:${key}`, context.resourceType, { ...context.quirks, dottedKeys: true });
    return place?.subAttribute === undefined || context.quirks.dottedKeys ? place : undefined;
  });
}

/** Applies the operation to each attribute that the object names. */
function applyKeys(
  resource: JsonObject,
  op: Op,
  value: JsonObject,
  context: PatchContext,
  resolve: (key: string) => PatchTarget | undefined,
): JsonObject {
  let result = resource;
  for (const key of Object.keys(value)) {
    const target = resolve(key);
    if (target === undefined) {
      if (context.quirks.unknownAttributes) continue;
      throw new ScimError(400, `${context.resourceType.name} has no attribute ${quoteName(key)}; leave it out`, {
        scimType: 'invalidPath',
      });
    }
    if (isReadOnly(target) && context.readOnly === 'ignore') continue;
    refuseReadOnly(target);
    result = applyToTarget(result, op, target, value[key], context);
  }
  return result;
}

function isReadOnly({ attribute, subAttribute }: PatchTarget): boolean {
  return attribute?.mutability === 'readOnly' || subAttribute?.mutability === 'readOnly';
}

/** @throws {ScimError} 400 mutability. */
function refuseReadOnly(target: PatchTarget): void {
  if (!isReadOnly(target)) return;
  throw new ScimError(400, `Attribute "${formatPath(target)}" is read-only`, { scimType: 'mutability' });
}

function invalidValue(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidValue' });
}
