import type { Claim, DirtyMark, MembershipChange, Outcome, ResourcePut, Store, WriteBatch } from '@scim-superset/core';
import fc from 'fast-check';

/** What a history is played on: a store without its tokens. */
export type HistoryStore = Omit<Store, 'tokens'>;

/** A step of a random history. What depends on the state, such as a right version, is worked out when it is replayed. */
export type Operation =
  | { readonly kind: 'commit'; readonly batch: BatchPlan }
  | { readonly kind: 'markDirty'; readonly marks: readonly DirtyMark[] | 'everyone' }
  | {
      readonly kind: 'claim';
      readonly target: string;
      readonly limit: number;
      readonly leaseMs: number;
      readonly retryMaxMs: number;
      readonly userIds: readonly string[] | undefined;
      readonly exclusive: boolean;
      readonly urgent: boolean;
    }
  | { readonly kind: 'renew'; readonly target: string; readonly userIds: readonly string[]; readonly ms: number }
  | { readonly kind: 'release'; readonly target: string; readonly userIds: readonly string[] }
  | { readonly kind: 'settle'; readonly target: string; readonly outcomes: readonly OutcomePlan[] }
  | {
      readonly kind: 'note';
      readonly target: string;
      readonly expected: number | 'any';
      readonly value: number | undefined;
    }
  | { readonly kind: 'forget'; readonly target: string }
  | { readonly kind: 'wait'; readonly ms: number };

interface BatchPlan {
  readonly puts: readonly { id: string; version: VersionPlan; key: string }[];
  readonly memberships: readonly {
    groupId: string;
    version: VersionPlan | 'any';
    kind: 'delta' | 'replace';
    add: readonly string[];
    remove: readonly string[];
  }[];
  readonly deletes: readonly { id: string; version: VersionPlan | 'any' }[];
  readonly dirty: readonly DirtyMark[];
  readonly events: number;
}

interface OutcomePlan {
  readonly userId: string;
  /** `claimed`: the version that the last claim gave out. */
  readonly version: number | 'claimed';
  readonly kind: Outcome['kind'];
  readonly retryMs: number;
}

type VersionPlan = 'right' | number;

const userIds = ['u1', 'u2', 'u3', 'u4'];
const groupIds = ['g1', 'g2', 'g3'];
const anyUser = fc.constantFrom(...userIds);
const anyGroup = fc.constantFrom(...groupIds);
const anyId = fc.constantFrom(...userIds, ...groupIds, 'ghost');
const anyVersion = fc.oneof({ weight: 9, arbitrary: fc.constant('right' as const) }, fc.integer({ min: 0, max: 3 }));
const anyTarget = fc.constantFrom('one', 'two');

const anyMark: fc.Arbitrary<DirtyMark> = fc.oneof(
  fc.record({ kind: fc.constant('user' as const), id: anyId, urgent: fc.boolean() }),
  fc.record({ kind: fc.constant('group' as const), id: anyId }),
);

const anyBatch: fc.Arbitrary<BatchPlan> = fc.record({
  puts: fc.array(
    fc.record({
      id: fc.oneof({ weight: 3, arbitrary: anyUser }, { weight: 2, arbitrary: anyGroup }),
      version: anyVersion,
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    }),
    { maxLength: 3 },
  ),
  memberships: fc.array(
    fc.record({
      groupId: fc.oneof({ weight: 9, arbitrary: anyGroup }, anyId),
      version: fc.oneof({ weight: 3, arbitrary: fc.constant('any' as const) }, anyVersion),
      kind: fc.constantFrom('delta' as const, 'replace' as const),
      add: fc.array(anyId, { maxLength: 3 }),
      remove: fc.array(anyId, { maxLength: 3 }),
    }),
    { maxLength: 2 },
  ),
  deletes: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    fc.array(fc.record({ id: anyId, version: fc.oneof(fc.constant('any' as const), anyVersion) }), { maxLength: 2 }),
  ),
  dirty: fc.array(anyMark, { maxLength: 2 }),
  events: fc.integer({ min: 0, max: 2 }),
});

/** Random histories of a store. `limits` are the limits of claims. */
export function anyHistory(limits: fc.Arbitrary<number>): fc.Arbitrary<readonly Operation[]> {
  const operation: fc.Arbitrary<Operation> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('commit' as const), batch: anyBatch }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('markDirty' as const),
        marks: fc.oneof(fc.constant('everyone' as const), fc.array(anyMark, { maxLength: 2 })),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('claim' as const),
        target: anyTarget,
        limit: limits,
        leaseMs: fc.constantFrom(1, 50, 5000),
        retryMaxMs: fc.constantFrom(50, 10_000),
        userIds: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.array(anyId, { maxLength: 3 })),
        exclusive: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
        urgent: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('release' as const),
        target: anyTarget,
        userIds: fc.array(anyId, { maxLength: 3 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('settle' as const),
        target: anyTarget,
        outcomes: fc.array(
          fc.record({
            userId: fc.oneof({ weight: 9, arbitrary: anyUser }, anyId),
            version: fc.oneof(
              { weight: 5, arbitrary: fc.constant('claimed' as const) },
              fc.integer({ min: 1, max: 3 }),
            ),
            kind: fc.constantFrom('applied' as const, 'applied' as const, 'held' as const, 'failed' as const),
            retryMs: fc.constantFrom(0, 0.5, 100),
          }),
          { maxLength: 3 },
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('renew' as const),
        target: anyTarget,
        userIds: fc.array(anyId, { maxLength: 3 }),
        ms: fc.constantFrom(1, 50, 5000),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('note' as const),
        target: anyTarget,
        expected: fc.constantFrom('any' as const, 1, 2),
        value: fc.constantFrom(undefined, 1, 2),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), target: anyTarget }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(10, 100, 6000, -6000) }),
    },
  );
  return fc.array(operation, { minLength: 1, maxLength: 30, size: 'max' });
}

/** Plays a history on an empty store and returns all that could be seen, step by step. */
export async function replay(
  store: HistoryStore,
  time: { now: number },
  history: readonly Operation[],
): Promise<readonly unknown[]> {
  const claimed = new Map<string, number>();
  const transcript: unknown[] = [];
  for (const operation of history) {
    time.now += 1;
    transcript.push([operation.kind, await play(store, time, operation, claimed), await look(store)]);
  }
  return transcript;
}

async function play(
  store: HistoryStore,
  time: { now: number },
  operation: Operation,
  claimed: Map<string, number>,
): Promise<unknown> {
  switch (operation.kind) {
    case 'commit': {
      const result = await store.commit(await batchOf(store, new Date(time.now).toISOString(), operation.batch));
      return result.ok ? { ...result, dirty: [...result.dirty].sort() } : result;
    }
    case 'markDirty':
      return store.reconciliation.markDirty(operation.marks);
    case 'claim': {
      const { target, limit, leaseMs, retryMaxMs, userIds: only, exclusive, urgent } = operation;
      const request = {
        target,
        limit,
        leaseMs,
        retryMaxMs,
        exclusive,
        urgent,
        now: time.now,
        ...(only === undefined ? {} : { userIds: only }),
      };
      const claims: readonly Claim[] = await store.reconciliation.claim(request);
      for (const { userId, desired } of claims) claimed.set(`${target} ${userId}`, desired);
      return claims;
    }
    case 'renew': {
      const { target, userIds: renewed, ms } = operation;
      return store.reconciliation.renew({ target, userIds: renewed, until: time.now + ms });
    }
    case 'release':
      return store.reconciliation.release(operation.target, operation.userIds);
    case 'settle': {
      const { target } = operation;
      const outcomes = operation.outcomes.map((plan): Outcome => {
        const { userId, version, kind, retryMs } = plan;
        const events = [eventOf('access', userId)];
        if (kind === 'failed') return { kind, userId, message: `of ${time.now}`, retryAt: time.now + retryMs, events };
        const number = version === 'claimed' ? (claimed.get(`${target} ${userId}`) ?? 1) : version;
        const outcome = { userId, version: number, account: `${time.now % 3}`, state: { at: time.now }, events };
        return kind === 'held' ? { ...outcome, kind, hold: { at: time.now } } : { ...outcome, kind };
      });
      return store.reconciliation.settle(target, outcomes);
    }
    case 'note': {
      const { target, expected, value } = operation;
      if (expected === 'any') return store.reconciliation.putNote(target, 'n', value && { value });
      return store.reconciliation.swapNote(target, 'n', { expected: { value: expected }, value: value && { value } });
    }
    case 'forget':
      return store.reconciliation.forget(operation.target);
    case 'wait':
      time.now += operation.ms;
      return undefined;
  }
}

async function batchOf(store: HistoryStore, at: string, plan: BatchPlan): Promise<WriteBatch> {
  const versionOf = async (id: string, version: VersionPlan): Promise<number> =>
    version === 'right' ? ((await store.read(typeOf(id), id))?.version ?? 0) : version;
  const puts = plan.puts.map(
    async ({ id, version, key }): Promise<ResourcePut> => ({
      type: typeOf(id),
      id,
      expectedVersion: await versionOf(id, version),
      attributes: { key, at },
      keys: [
        { name: 'name', value: key, unique: typeOf(id) === 'User' },
        { name: 'tag', value: key < 'd' ? 'x' : 'y', unique: false },
      ],
      label: `label ${key}`,
    }),
  );
  const memberships = plan.memberships.map(
    async ({ groupId, version, kind, add, remove }): Promise<MembershipChange> => ({
      groupId,
      kind,
      add,
      remove,
      event: eventOf('group.members', groupId),
      ...(version === 'any' ? {} : { expectedVersion: await versionOf(groupId, version) }),
    }),
  );
  const deletes = plan.deletes.map(async ({ id, version }) => ({
    type: typeOf(id),
    id,
    ...(version === 'any' ? {} : { expectedVersion: await versionOf(id, version) }),
  }));
  return {
    at,
    puts: await Promise.all(puts),
    memberships: await Promise.all(memberships),
    deletes: await Promise.all(deletes),
    dirty: plan.dirty,
    events: Array.from({ length: plan.events }, (_, index) => eventOf('event', `${index}`)),
  };
}

/** Everything that can be seen of a store by reading. */
async function look(store: HistoryStore): Promise<unknown> {
  const include = { members: true, groups: true };
  const views: Record<string, unknown> = {};
  for (const type of ['User', 'Group']) {
    views[type] = await store.list({ type, include, limit: 100 });
    for (const value of ['x', 'y']) {
      views[`${type} ${value}`] = await store.list({ type, keys: [{ name: 'tag', value }], limit: 2 });
    }
  }
  for (const id of [...userIds, ...groupIds])
    views[`groups of ${id}`] = await store.list({ type: 'Group', member: id, limit: 1 });
  for (const target of ['one', 'two', 'never claimed']) {
    views[`links of ${target}`] = await store.reconciliation.links(target, { after: 'u1', limit: 100 });
    views[`u1 at ${target}`] = await store.reconciliation.link(target, 'u1');
    views[`held at ${target}`] = await store.reconciliation.held(target, { after: '', limit: 2 });
    views[`outstanding at ${target}`] = await store.reconciliation.outstanding(target, { after: 'u1', limit: 2 });
    views[`urgent at ${target}`] = await store.reconciliation.outstanding(target, {
      after: '',
      limit: 9,
      urgent: true,
    });
    views[`owner at ${target}`] = await store.reconciliation.owner(target, '1');
    views[`note of ${target}`] = await store.reconciliation.note(target, 'n');
    views[`lag of ${target}`] = await store.reconciliation.lag(target);
  }
  views.existing = [...(await store.existing([...userIds, ...groupIds]))].sort();
  views.events = await store.audit.read({ after: 0, limit: 1000 });
  return views;
}

function typeOf(id: string): string {
  return groupIds.includes(id) ? 'Group' : 'User';
}

function eventOf(type: string, id: string): MembershipChange['event'] {
  return {
    type,
    at: '2026-01-01T00:00:00.000Z',
    actor: { kind: 'system', id: 'test' },
    subject: { type: typeOf(id), id },
    data: {},
  };
}
