import { isJsonObject } from '../../schema/json.ts';
import type { BulkOperation } from './bulk-request.ts';

const prefix = 'bulkId:';

/** The bulkIds that an operation refers to, in its path and anywhere in its data (RFC 7644 §3.7.2). */
export function referencesOf({ path, data }: BulkOperation): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (text: string): string => {
    if (text.startsWith(prefix)) found.add(text.slice(prefix.length));
    return text;
  };
  mapPath(path, visit);
  mapStrings(data, visit);
  return found;
}

/** The operation with the ids that the references stand for by now. */
export function resolveReferences(operation: BulkOperation, ids: ReadonlyMap<string, string>): BulkOperation {
  const resolve = (text: string): string =>
    text.startsWith(prefix) ? (ids.get(text.slice(prefix.length)) ?? text) : text;
  const data = mapStrings(operation.data, resolve);
  return {
    ...operation,
    path: mapPath(operation.path, resolve),
    data: isJsonObject(data) ? data : undefined,
  };
}

function mapPath(path: string, map: (text: string) => string): string {
  return path.split('/').map(map).join('/');
}

/** Copies JSON with every string value mapped. Its depth is limited when the request is read. */
function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((element) => mapStrings(element, map));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapStrings(member, map)]));
}
