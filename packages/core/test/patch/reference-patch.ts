import { enterpriseUserUrn } from '@scim-superset/core';

type Json = Record<string, unknown>;
export interface ReferenceOperation {
  readonly op: 'add' | 'replace' | 'remove';
  /** `title`, `name`, `name.givenName`, `emails`, `emails[type eq "x"]`, `emails[type eq "x"].value`, or `URN:department`. */
  readonly path: string;
  readonly value?: unknown;
}

/**
 * PATCH as RFC 7644 §3.5.2 tells it, without schema, speed or subtlety, for canonical operations on a few attributes of
 * a User. Returns undefined where a request must fail.
 */
export function referencePatch(user: Json, operations: readonly ReferenceOperation[]): Json | undefined {
  const result = structuredClone(user);
  for (const { op, path, value } of operations) {
    const [, type, sub] = /^emails\[type eq "(\w+)"\](?:\.(\w+))?$/.exec(path) ?? [];
    if (type !== undefined) {
      const selected = ((result.emails ?? []) as Json[]).filter((email) => email.type === type);
      if (selected.length === 0 && op === 'remove') return undefined;
      if (selected.length === 0) {
        const created = sub === undefined ? { type, ...(value as Json) } : { type, [sub]: value };
        if (created.type !== type) return undefined;
        result.emails = [...((result.emails ?? []) as Json[]), created];
        selected.push(created);
      } else {
        for (const email of selected) {
          if (sub !== undefined) assign(email, { [sub]: op === 'remove' ? undefined : value });
          else if (op === 'remove') clear(email);
          else {
            if (op === 'replace') clear(email);
            assign(email, value as Json);
          }
        }
      }
      if (!settlePrimary(result, selected)) return undefined;
    } else if (path === 'emails') {
      const old = (result.emails ?? []) as Json[];
      const given = structuredClone((value ?? []) as Json[]);
      if (op === 'add') {
        const chosen: Json[] = [];
        for (const email of given) {
          if ([...old, ...chosen].some((other) => isEqual(other, email))) continue;
          const same = [...old, ...chosen].find((other) => other.value === email.value && other.type === email.type);
          if (same === undefined) {
            chosen.push(email);
          } else {
            assign(same, email);
            if (!chosen.includes(same)) chosen.push(same);
          }
        }
        result.emails = [...old, ...chosen.filter((email) => !old.includes(email))];
        if (!settlePrimary(result, chosen)) return undefined;
      } else {
        result.emails = op === 'remove' ? [] : given;
      }
    } else if (path.startsWith(enterpriseUserUrn)) {
      const name = path.slice(enterpriseUserUrn.length + 1);
      const extension = (result[enterpriseUserUrn] ?? {}) as Json;
      result[enterpriseUserUrn] = assign(extension, { [name]: op === 'remove' ? undefined : value });
    } else if (path.startsWith('name.')) {
      result.name = assign((result.name ?? {}) as Json, { [path.slice(5)]: op === 'remove' ? undefined : value });
    } else if (path === 'name' && op !== 'remove') {
      result.name = assign((result.name ?? {}) as Json, value as Json);
    } else {
      assign(result, { [path]: op === 'remove' ? undefined : value });
    }
    tidy(result);
  }
  return result;
}

/** Makes all but the one chosen primary value `primary: false`; false when several were chosen. */
function settlePrimary(result: Json, chosen: readonly Json[]): boolean {
  const primaries = ((result.emails ?? []) as Json[]).filter((email) => email.primary === true);
  const wanted = primaries.filter((email) => chosen.includes(email));
  if (primaries.length < 2) return true;
  if (wanted.length > 1) return false;
  for (const email of primaries) if (!wanted.includes(email)) email.primary = false;
  return true;
}

function tidy(result: Json): void {
  const emails = ((result.emails ?? []) as Json[]).filter((email) => Object.keys(email).length > 0);
  assign(result, { emails: emails.length === 0 ? undefined : emails });
  for (const key of ['name', enterpriseUserUrn]) {
    if (result[key] !== undefined && Object.keys(result[key] as Json).length === 0) Reflect.deleteProperty(result, key);
  }
  const schemas = (result.schemas as string[]).filter((urn) => urn !== enterpriseUserUrn);
  result.schemas = enterpriseUserUrn in result ? [...schemas, enterpriseUserUrn] : schemas;
}

function assign(target: Json, values: Json): Json {
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined || value === null) Reflect.deleteProperty(target, key);
    else target[key] = structuredClone(value);
  }
  return target;
}

function clear(target: Json): void {
  for (const key of Object.keys(target)) Reflect.deleteProperty(target, key);
}

function isEqual(a: Json, b: Json): boolean {
  const sorted = (value: Json) => JSON.stringify(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)));
  return sorted(a) === sorted(b);
}
