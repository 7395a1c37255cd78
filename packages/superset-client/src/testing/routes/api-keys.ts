import { randomBytes, randomUUID } from 'node:crypto';
import { json, notFound, type Reply, refusal } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import type { ApiKeyRow } from '../rows.ts';
import { type Fields, validate } from '../wire/validate.ts';

const path = '/api/v1/security/api_keys/';
const view = 'ApiKey';
const fields: Fields = {
  name: { type: 'string', min: 1, max: 256, required: true },
  scopes: { type: 'any' },
  expires_on: { type: 'any' },
};

/** `/api/v1/security/api_keys/`: everybody's own keys, which only their making shows in full. */
export const apiKeyRoutes: readonly Route[] = [
  { method: 'GET', path, access: { permission: 'can_list', view }, handle: list },
  { method: 'POST', path, access: { permission: 'can_create', view }, handle: create },
  { method: 'GET', path: `${path}:uuid`, access: { permission: 'can_get', view }, handle: show },
  { method: 'DELETE', path: `${path}:uuid`, access: { permission: 'can_revoke', view }, handle: revoke },
];

function list(context: RouteContext): Reply {
  return json(200, { result: own(context).map(describe) });
}

function show(context: RouteContext): Reply {
  const found = own(context).find(({ uuid }) => uuid === context.params.uuid);
  return found === undefined ? notFound : json(200, { result: describe(found) });
}

function create({ state, json: body, user }: RouteContext): Reply {
  const checked = validate(body, fields);
  if (!checked.ok) return refusal(400, checked.errors);
  const key = `sst_${randomBytes(32).toString('base64url')}`;
  const row = { uuid: randomUUID(), user: user().id, name: String(checked.values.name), key, created_on: state.now() };
  state.apiKeys.set(key, row);
  const { uuid, name, created_on } = row;
  return json(201, { result: { uuid, name, key, key_prefix: 'sst_', created_on, expires_on: null, scopes: null } });
}

function revoke(context: RouteContext): Reply {
  const found = own(context).find(({ uuid }) => uuid === context.params.uuid);
  if (found === undefined) return notFound;
  context.state.apiKeys.delete(found.key);
  return refusal(200, 'API key revoked');
}

function own({ state, user }: RouteContext): readonly ApiKeyRow[] {
  return [...state.apiKeys.values()].filter((row) => row.user === user().id);
}

function describe({ uuid, name, created_on }: ApiKeyRow): object {
  const unused = { expires_on: null, last_used_on: null, revoked_on: null, scopes: null };
  return { uuid, name, key_prefix: 'sst_', active: true, created_on, ...unused };
}
