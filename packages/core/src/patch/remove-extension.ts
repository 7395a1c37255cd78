import { isJsonObject, type JsonObject, ownValue, withValue } from '../schema/json.ts';
import type { Schema } from '../schema/schema.ts';
import type { ResourceDraft } from './apply-operation.ts';
import { refuseImmutable } from './attribute-operation.ts';
import type { PatchContext } from './patch-context.ts';

/**
 * Removes an extension with all its attributes. Read-only ones stay, as they are the server's.
 *
 * @throws {ScimError} 400 mutability when the extension has an immutable attribute.
 */
export function removeExtension(draft: ResourceDraft, extension: Schema, { touched }: PatchContext): void {
  const current = ownValue(draft, extension.id);
  if (!isJsonObject(current)) return;
  let rest: JsonObject = current;
  for (const attribute of extension.attributes.values()) {
    if (attribute.mutability === 'readOnly') continue;
    touched.add(attribute);
    refuseImmutable(ownValue(current, attribute.name), attribute, `${extension.id}:`);
    rest = withValue(rest, attribute.name, undefined);
  }
  draft[extension.id] = Object.keys(rest).length === 0 ? undefined : rest;
}
