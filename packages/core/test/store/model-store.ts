import {
  type AuditEvent,
  type AuditEventDraft,
  type Claim,
  type CommitConflict,
  type CommitResult,
  emptyChain,
  extendChain,
  type Include,
  type Lag,
  type Link,
  type ListQuery,
  type MembershipChange,
  type MembershipResult,
  type Outcome,
  type ReconciliationStore,
  type ResourcePut,
  type Store,
  type StoredResource,
  type WriteBatch,
} from '@scim-superset/core';

/** What a store is, written as plainly as possible: lists, full scans, a copy of everything before each batch. */
interface Model {
  resources: { resource: StoredResource; keys: ResourcePut['keys']; label: string }[];
  edges: { group: string; member: string }[];
  lastSequence: number;
  events: AuditEvent[];
  /** Every user that a target may have to hear of, with the last urgent version. */
  subjects: { id: string; desired: number; urgent: number }[];
  targets: string[];
  links: (Link & { target: string; lease: { until: number; version: number } | undefined; failedAs: number })[];
  failures: number;
}

/** Creates a slow store that cannot be wrong in the ways a fast one can. It keeps no tokens and does not tell `since`. */
export function createModelStore(): Omit<Store, 'tokens'> {
  let model: Model = {
    resources: [],
    edges: [],
    lastSequence: 0,
    events: [],
    subjects: [],
    targets: [],
    links: [],
    failures: 0,
  };
  const shown = (id: string, include: Include = {}): StoredResource | undefined => {
    const found = model.resources.find(({ resource }) => resource.id === id);
    if (found === undefined) return undefined;
    const members = model.edges
      .filter(({ group }) => group === id)
      .map(({ member }) => ({ id: member, type: typeOf(model, member), display: labelOf(model, member) }));
    const above = closure(id, (current) => parentsOf(model, current)).filter((group) => group !== id);
    const direct = (group: string): boolean => parentsOf(model, id).includes(group);
    const inOrder = model.resources.map(({ resource }) => resource.id).filter((group) => above.includes(group));
    const groups = [...inOrder.filter(direct), ...inOrder.filter((group) => !direct(group))].map((group) => ({
      id: group,
      display: labelOf(model, group),
      direct: direct(group),
    }));
    return { ...found.resource, ...(include.members ? { members } : {}), ...(include.groups ? { groups } : {}) };
  };

  return {
    async read(type, id, include) {
      const resource = shown(id, include);
      return resource?.type === type ? resource : undefined;
    },
    async existing(ids) {
      return new Map(ids.filter((id) => typeOf(model, id) !== '').map((id) => [id, typeOf(model, id)]));
    },
    async list({ type, keys = [], member, include, offset = 0, limit }: ListQuery) {
      const found = model.resources
        .filter(({ resource }) => resource.type === type)
        .filter((entry) =>
          keys.every(({ name, value }) => entry.keys.some((key) => key.name === name && key.value === value)),
        )
        .filter(({ resource }) => member === undefined || parentsOf(model, member).includes(resource.id))
        .flatMap(({ resource }) => shown(resource.id, include) ?? []);
      return { resources: found.slice(offset, offset + limit), total: found.length };
    },
    async commit(batch) {
      const draft = structuredClone(model);
      const result = apply(draft, batch);
      if (result.ok) model = draft;
      return result;
    },
    async close() {},
    audit: { read: async ({ after, limit }) => model.events.slice(after, after + limit) },
    reconciliation: reconciliationOf(() => model),
  };
}

function apply(model: Model, batch: WriteBatch): CommitResult {
  const { at, puts = [], memberships = [], deletes = [], dirty = [], events = [] } = batch;
  const before = new Map(model.resources.map(({ resource }) => [resource.id, resource.version]));
  const marks: { id: string; urgent: boolean }[] = [];
  const fail = (conflict: CommitConflict): CommitResult => ({ ok: false, conflict });
  const changed = (id: string): void => {
    model.resources = model.resources.map((entry) =>
      entry.resource.id === id
        ? { ...entry, resource: { ...entry.resource, version: (before.get(id) ?? 0) + 1, lastModified: at } }
        : entry,
    );
  };

  for (const { type, id, expectedVersion, attributes, keys, label } of puts) {
    const exists = typeOf(model, id) !== '';
    const actual = before.get(id) ?? 0;
    if (expectedVersion > 0 && typeOf(model, id) !== type) return fail({ kind: 'missing', type, id });
    if (expectedVersion === 0 && exists) return fail({ kind: 'version', type, id, actual: Math.max(1, actual) });
    if (expectedVersion !== actual) return fail({ kind: 'version', type, id, actual });
    for (const { name, value } of keys.filter(({ unique }) => unique)) {
      const owner = model.resources.find(
        (entry) =>
          entry.resource.type === type &&
          entry.resource.id !== id &&
          entry.keys.some((key) => key.unique && key.name === name && key.value === value),
      );
      if (owner) return fail({ kind: 'uniqueness', key: { name, value }, existingId: owner.resource.id });
    }
    if (!exists) {
      model.lastSequence += 1;
      const sequence = model.lastSequence;
      const resource = { type, id, version: 0, sequence, created: at, lastModified: at, attributes };
      model.resources.push({ resource, keys, label });
      if (type === 'User') marks.push({ id, urgent: false });
    }
    model.resources = model.resources.map((entry) =>
      entry.resource.id === id ? { resource: { ...entry.resource, attributes }, keys, label } : entry,
    );
    changed(id);
  }

  const results: { event: MembershipChange['event']; result: MembershipResult }[] = [];
  for (const { groupId, expectedVersion, kind, add, remove, event } of memberships) {
    if (typeOf(model, groupId) !== 'Group') return fail({ kind: 'missing', type: 'Group', id: groupId });
    const actual = before.get(groupId) ?? 0;
    if (expectedVersion !== undefined && expectedVersion !== actual) {
      return fail({ kind: 'version', type: 'Group', id: groupId, actual });
    }
    const old = model.edges.filter(({ group }) => group === groupId).map(({ member }) => member);
    const known = unique(add).filter((id) => typeOf(model, id) !== '');
    const kept = old.filter((id) => add.includes(id) || (kind === 'delta' && !remove.includes(id)));
    const added = known.filter((id) => !old.includes(id));
    // In the order in which the change names them; a replacement names nobody, so in the order of the group.
    const removed = (kind === 'delta' ? unique(remove) : old).filter((id) => old.includes(id) && !kept.includes(id));
    model.edges = [
      ...model.edges.filter(({ group, member }) => group !== groupId || kept.includes(member)),
      ...added.map((member) => ({ group: groupId, member })),
    ];
    if (added.length + removed.length > 0) changed(groupId);
    for (const id of [...added, ...removed])
      marks.push(...usersIn(model, id).map((user) => ({ id: user, urgent: false })));
    const unknown = unique(add).filter((id) => !known.includes(id));
    results.push({ event, result: { groupId, added, removed, unknown } });
  }

  for (const mark of dirty) {
    if (mark.kind === 'user') marks.push(mark);
    else marks.push(...usersIn(model, mark.id).map((id) => ({ id, urgent: false })));
  }
  const resourceOf = (id: string): StoredResource | undefined =>
    model.resources.find(({ resource }) => resource.id === id)?.resource;
  const written = puts.flatMap(({ id }) => resourceOf(id) ?? []);

  for (const { type, id, expectedVersion } of deletes) {
    const actual = before.get(id) ?? 0;
    if (typeOf(model, id) !== type) return fail({ kind: 'missing', type, id });
    if (expectedVersion !== undefined && expectedVersion !== actual) return fail({ kind: 'version', type, id, actual });
    marks.push(...usersIn(model, id).map((user) => ({ id: user, urgent: user === id })));
    for (const group of parentsOf(model, id)) changed(group);
    model.edges = model.edges.filter(({ group, member }) => group !== id && member !== id);
    model.resources = model.resources.filter(({ resource }) => resource.id !== id);
  }

  const changes = results.filter(({ result }) => result.added.length + result.removed.length > 0);
  record(model, [
    ...events,
    ...changes.map(({ event, result }) => ({
      ...event,
      data: { ...event.data, added: result.added, removed: result.removed },
    })),
  ]);
  return {
    ok: true,
    resources: written.map((resource) => resourceOf(resource.id) ?? resource),
    memberships: results.map(({ result }) => result),
    dirty: raise(model, marks),
  };
}

function raise(model: Model, marks: readonly { id: string; urgent: boolean }[]): string[] {
  const raised = unique(marks.map(({ id }) => id)).filter(
    (id) => typeOf(model, id) === 'User' || model.subjects.some((subject) => subject.id === id),
  );
  for (const id of raised) {
    const old = model.subjects.find((subject) => subject.id === id) ?? { id, desired: 0, urgent: 0 };
    const desired = old.desired + 1;
    const urgent = marks.some((mark) => mark.id === id && mark.urgent) ? desired : old.urgent;
    model.subjects = [...model.subjects.filter((subject) => subject.id !== id), { id, desired, urgent }];
  }
  forget(model);
  return raised;
}

/** Forgets every deleted user of whom no target with a link has anything left to do. */
function forget(model: Model): void {
  const done = model.subjects.filter(
    ({ id, desired }) =>
      typeOf(model, id) === '' && !model.links.some((link) => link.userId === id && link.applied < desired),
  );
  const gone = (id: string): boolean => done.some((subject) => subject.id === id);
  model.subjects = model.subjects.filter(({ id }) => !gone(id));
  model.links = model.links.filter(({ userId }) => !gone(userId));
}

function reconciliationOf(current: () => Model): ReconciliationStore {
  const linkAt = (target: string, userId: string): Model['links'][number] =>
    current().links.find((link) => link.target === target && link.userId === userId) ?? {
      ...{ target, userId, applied: 0, account: undefined, state: {}, failure: undefined },
      ...{ lease: undefined, failedAs: 0 },
    };
  const keep = (link: Model['links'][number]): void => {
    const model = current();
    const others = model.links.filter(({ target, userId }) => target !== link.target || userId !== link.userId);
    model.links = [...others, link];
  };
  const isLinked = (target: string, id: string): boolean => current().links.includes(linkAt(target, id));
  const pendingAt = (target: string): Model['subjects'] =>
    current().subjects.filter(
      ({ id, desired }) =>
        linkAt(target, id).applied < desired && (typeOf(current(), id) === 'User' || isLinked(target, id)),
    );
  const publicLink = ({ userId, applied, account, state, failure }: Link): Link => ({
    ...{ userId, applied, account, state, failure },
  });

  return {
    async markDirty(marks) {
      const model = current();
      const users = model.resources.map(({ resource }) => resource.id).filter((id) => typeOf(model, id) === 'User');
      if (marks === 'everyone') {
        return raise(
          model,
          users.map((id) => ({ id, urgent: false })),
        ).length;
      }
      const named = marks.flatMap((mark) =>
        mark.kind === 'user' ? [mark] : usersIn(model, mark.id).map((id) => ({ id, urgent: false })),
      );
      return raise(model, named).length;
    },
    async claim({ target, now, leaseMs, limit, userIds }) {
      const ready = pendingAt(target).filter(({ id }) => {
        const { lease, failure } = linkAt(target, id);
        const waits = userIds === undefined ? (failure?.retryAt ?? 0) > now : !userIds.includes(id);
        return (lease?.until ?? 0) <= now && !waits;
      });
      return ready.slice(0, limit).map(({ id, desired, urgent }): Claim => {
        const link = linkAt(target, id);
        keep({ ...link, lease: { until: now + leaseMs, version: desired } });
        const deleted = typeOf(current(), id) === '';
        return { ...publicLink(link), desired, urgent: urgent > link.applied, deleted, since: 0 };
      });
    },
    async renew({ target, userIds, until }) {
      for (const { id } of pendingAt(target).filter((subject) => userIds.includes(subject.id))) {
        const { lease, ...link } = linkAt(target, id);
        if (lease !== undefined) keep({ ...link, lease: { ...lease, until: Math.max(lease.until, until) } });
      }
    },
    async settle(target, outcomes) {
      for (const outcome of outcomes) settleOne(target, outcome);
      record(
        current(),
        outcomes.flatMap(({ events }) => events),
      );
    },
    async link(target, userId) {
      return isLinked(target, userId) ? publicLink(linkAt(target, userId)) : undefined;
    },
    async links(target, { after, limit }) {
      const found = current().links.filter((link) => link.target === target && link.userId > after);
      return found
        .sort((a, b) => (a.userId < b.userId ? -1 : 1))
        .slice(0, limit)
        .map(publicLink);
    },
    async lag(target): Promise<Lag> {
      const pending = pendingAt(target);
      const failing = pending
        .map(({ id }) => linkAt(target, id))
        .filter(({ failure }) => failure !== undefined)
        .sort((a, b) => b.failedAs - a.failedAs);
      return {
        pending: pending.length,
        urgent: pending.filter(({ id, urgent }) => urgent > linkAt(target, id).applied).length,
        failing: failing.length,
        oldest: undefined,
        lastFailure: failing[0]?.failure?.message,
      };
    },
  };

  function settleOne(target: string, outcome: Outcome): void {
    const model = current();
    const { userId } = outcome;
    const subject = model.subjects.find(({ id }) => id === userId);
    const link = linkAt(target, userId);
    if (subject === undefined) return;
    if (outcome.kind === 'failed') {
      if (!pendingAt(target).includes(subject)) return;
      const attempts = (link.failure?.attempts ?? 0) + 1;
      const failure = { message: outcome.message, attempts, retryAt: outcome.retryAt };
      model.failures += 1;
      keep({ ...link, failure, lease: undefined, failedAs: model.failures });
      return;
    }
    const { account, state } = outcome;
    const applied = Math.min(outcome.version, subject.desired);
    if (applied < link.applied) return;
    const lease = applied >= subject.desired || applied >= (link.lease?.version ?? 0) ? undefined : link.lease;
    keep({ ...link, applied, account, state, failure: undefined, lease });
    forget(model);
  }
}

function record(model: Model, drafts: readonly AuditEventDraft[]): void {
  model.events.push(...extendChain(model.events.at(-1) ?? emptyChain, drafts));
}

function typeOf(model: Model, id: string): string {
  return model.resources.find(({ resource }) => resource.id === id)?.resource.type ?? '';
}

function labelOf(model: Model, id: string): string {
  return model.resources.find(({ resource }) => resource.id === id)?.label ?? '';
}

function parentsOf(model: Model, id: string): string[] {
  return model.edges.filter(({ member }) => member === id).map(({ group }) => group);
}

function usersIn(model: Model, id: string): string[] {
  const membersOf = (group: string): string[] =>
    model.edges.filter((edge) => edge.group === group).map(({ member }) => member);
  return [id, ...closure(id, membersOf)].filter((found) => typeOf(model, found) === 'User');
}

/** Everything that steps lead to from a start, until nothing new comes. */
function closure(start: string, step: (id: string) => string[]): string[] {
  let found = step(start);
  for (;;) {
    const more = unique([...found, ...found.flatMap(step)]);
    if (more.length === found.length) return found;
    found = more;
  }
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
