import assert from 'node:assert/strict';
import type { AuditEventDraft } from '../../store/audit-chain.ts';
import type {
  CommitResult,
  MembershipChange,
  ResourcePut,
  StoredResource,
  WriteBatch,
} from '../../store/resource-store.ts';
import type { Store } from '../../store/store.ts';
import { groupTypeName, userTypeName } from '../../store/type-names.ts';

/** What a case works with. */
export interface ContractContext {
  /** An empty store. */
  readonly store: Store;
  /** The store's clock, for the case to turn. */
  readonly time: { now: number };
  /** Closes the store and opens its data again. */
  readonly reopen: () => Promise<Store>;
}

/** Cases by what they promise. */
export type ContractCases = Readonly<Record<string, (context: ContractContext) => Promise<void>>>;

/** What a put is made from; the label and the unique `userName` or plain `displayName` key default to the id. */
export interface PutOptions {
  /** Default 0: create. */
  readonly version?: number;
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly keys?: ResourcePut['keys'];
}

/** A user to write. */
export function user(id: string, options: PutOptions = {}): ResourcePut {
  return put(userTypeName, id, 'userName', true, options);
}

/** A group to write. */
export function group(id: string, options: PutOptions = {}): ResourcePut {
  return put(groupTypeName, id, 'displayName', false, options);
}

/** A delta of a group's members. */
export function members(
  groupId: string,
  { add = [], remove = [] }: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
): MembershipChange {
  return { groupId, kind: 'delta', add, remove, event: event('group.members', groupId) };
}

/** A whole new membership of a group. */
export function onlyMembers(groupId: string, add: readonly string[]): MembershipChange {
  return { ...members(groupId, { add }), kind: 'replace' };
}

/** An event to record. */
export function event(type: string, id: string): AuditEventDraft {
  return {
    type,
    at: '2026-01-01T00:00:00.000Z',
    actor: { kind: 'token', id: 'contract' },
    subject: { type: 'Resource', id },
    data: { note: type },
  };
}

/** Commits at the time of the clock and demands success. */
export async function commit(
  { store, time }: ContractContext,
  batch: Omit<WriteBatch, 'at'>,
): Promise<Extract<CommitResult, { ok: true }>> {
  const result = await store.commit({ at: new Date(time.now).toISOString(), ...batch });
  if (!result.ok) assert.fail(`The batch was refused: ${JSON.stringify(result.conflict)}`);
  return result;
}

/** Commits at the time of the clock and demands a refusal that changes nothing: neither resource nor audit. */
export async function refuse(
  { store, time }: ContractContext,
  batch: Omit<WriteBatch, 'at'>,
): Promise<Extract<CommitResult, { ok: false }>['conflict']> {
  const before = await everything(store);
  const result = await store.commit({ at: new Date(time.now).toISOString(), ...batch });
  if (result.ok) assert.fail('The batch was accepted');
  assert.deepEqual(await everything(store), before, 'a refused batch left traces');
  return result.conflict;
}

/** The resource; fails when there is none. */
export async function present(
  store: Store,
  type: string,
  id: string,
  include?: Parameters<Store['read']>[2],
): Promise<StoredResource> {
  const resource = await store.read(type, id, include);
  assert.ok(resource !== undefined, `${type} ${id} is missing`);
  return resource;
}

/** The ids of a group's direct members, in order. */
export async function memberIds(store: Store, groupId: string): Promise<readonly string[]> {
  const { members: found } = await present(store, groupTypeName, groupId, { members: true });
  return (found ?? []).map(({ id }) => id);
}

/** The ids in alphabetical order, for lists whose order is not promised. */
export function sorted(ids: readonly string[]): readonly string[] {
  return [...ids].sort();
}

/** All that the store can be asked about its resources and events. */
async function everything(store: Store): Promise<unknown> {
  const include = { members: true, groups: true };
  return {
    users: await store.list({ type: userTypeName, include, limit: 1000 }),
    groups: await store.list({ type: groupTypeName, include, limit: 1000 }),
    events: await store.audit.read({ after: 0, limit: 1000 }),
    links: await store.reconciliation.links('target', { after: '', limit: 1000 }),
    lag: await store.reconciliation.lag('target'),
  };
}

function put(
  type: string,
  id: string,
  keyName: string,
  unique: boolean,
  { version = 0, name = id, attributes, keys }: PutOptions,
): ResourcePut {
  return {
    type,
    id,
    expectedVersion: version,
    attributes: attributes ?? { [keyName]: name },
    keys: keys ?? [{ name: keyName, value: name.toLowerCase(), unique }],
    label: name,
  };
}
