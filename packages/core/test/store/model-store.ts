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
  type LinkPage,
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
  links: ModelLink[];
  failures: number;
  notes: { target: string; name: string; value: unknown }[];
}

interface ModelLink extends Omit<Link, 'lags'> {
  target: string;
  lease: { until: number; version: number; exclusive: boolean } | undefined;
  failedAs: number;
  /** The version that was last held; 0 when none was. */
  heldAt: number;
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
    notes: [],
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
  model.links = model.links.map((link) =>
    raised.includes(link.userId) && link.failure ? { ...link, failure: { ...link.failure, retryAt: 0 } } : link,
  );
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
  const linkAt = (target: string, userId: string): ModelLink =>
    current().links.find((link) => link.target === target && link.userId === userId) ?? {
      ...{ target, userId, applied: 0, account: undefined, state: {}, failure: undefined },
      ...{ lease: undefined, failedAs: 0, heldAt: 0 },
    };
  const keep = (link: ModelLink): void => {
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
  const publicLink = ({ target, userId, applied, account, state, failure, hold }: ModelLink): Link => ({
    ...{ userId, applied, account, state, failure },
    lags: pendingAt(target).some((subject) => subject.id === userId && !isHeld(target, subject)),
    ...(hold && { hold }),
  });
  const isHeld = (target: string, { id, desired }: Model['subjects'][number]): boolean =>
    linkAt(target, id).heldAt >= desired;
  const claimOf = (target: string, { id, desired, urgent }: Model['subjects'][number]): Claim => {
    const link = linkAt(target, id);
    const deleted = typeOf(current(), id) === '';
    return { ...publicLink(link), desired, urgent: urgent > link.applied, deleted, since: 0 };
  };
  const page = <T extends { readonly userId: string }>(all: readonly T[], { after, limit }: LinkPage): T[] =>
    all
      .filter(({ userId }) => userId > after)
      .sort((a, b) => (a.userId < b.userId ? -1 : 1))
      .slice(0, limit);

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
    async claim({ target, now, leaseMs, limit, retryMaxMs = Number.MAX_VALUE, userIds, ...how }) {
      const { exclusive = false, urgent: urgentOnly = false } = how;
      for (const { lease, ...link } of current().links.filter((each) => each.target === target)) {
        if (lease && lease.until > now + 10 * leaseMs) keep({ ...link, lease: { ...lease, until: now + leaseMs } });
      }
      const isTaken = pendingAt(target).some(({ id }) => {
        const { lease } = linkAt(target, id);
        return lease !== undefined && lease.until > now && (exclusive || lease.exclusive);
      });
      if (isTaken) return [];
      const ready = pendingAt(target).filter((subject) => {
        const { lease, failure } = linkAt(target, subject.id);
        const retryAt = failure?.retryAt ?? 0;
        const waits =
          isHeld(target, subject) ||
          (retryAt > now && retryAt <= now + retryMaxMs) ||
          (urgentOnly && !claimOf(target, subject).urgent);
        return (lease?.until ?? 0) <= now && (userIds === undefined ? !waits : userIds.includes(subject.id));
      });
      return ready.slice(0, limit).map((subject): Claim => {
        const claim = claimOf(target, subject);
        keep({ ...linkAt(target, subject.id), lease: { until: now + leaseMs, version: subject.desired, exclusive } });
        return claim;
      });
    },
    async renew({ target, userIds, until }) {
      for (const { id } of pendingAt(target).filter((subject) => userIds.includes(subject.id))) {
        const { lease, ...link } = linkAt(target, id);
        if (lease !== undefined) keep({ ...link, lease: { ...lease, until: Math.max(lease.until, until) } });
      }
    },
    async release(target, userIds) {
      for (const { id } of pendingAt(target).filter((subject) => userIds.includes(subject.id))) {
        const { lease, ...link } = linkAt(target, id);
        if (lease !== undefined) keep({ ...link, lease: undefined });
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
    async links(target, which) {
      const found = current().links.filter((link) => link.target === target);
      return page(found, which).map(publicLink);
    },
    async held(target, which) {
      const found = current().links.filter((link) => link.target === target && link.hold !== undefined);
      return page(found, which).map(publicLink);
    },
    async outstanding(target, { urgent = false, ...which }) {
      const waiting = pendingAt(target).filter((subject) => !isHeld(target, subject));
      const claims = waiting.map((subject) => claimOf(target, subject));
      return page(
        claims.filter((claim) => claim.account !== undefined && (claim.urgent || !urgent)),
        which,
      );
    },
    async owner(target, account) {
      const found = current().links.filter((link) => link.target === target && link.account === account);
      return page(found, { after: '', limit: 1 })[0]?.userId;
    },
    async note(target, name) {
      return current().notes.find((note) => note.target === target && note.name === name)?.value;
    },
    async putNote(target, name, value) {
      putNote({ target, name, value });
    },
    async swapNote(target, name, { expected, value }) {
      const present = current().notes.find((note) => note.target === target && note.name === name)?.value;
      const isExpected = JSON.stringify(present) === JSON.stringify(expected);
      if (isExpected) putNote({ target, name, value });
      return isExpected;
    },
    async forget(target) {
      const model = current();
      model.notes = model.notes.filter((note) => note.target !== target);
      model.links = model.links.filter((link) => link.target !== target);
      forget(model);
    },
    async lag(target): Promise<Lag> {
      const held = pendingAt(target).filter((subject) => isHeld(target, subject));
      const pending = pendingAt(target).filter((subject) => !held.includes(subject));
      const failing = pending
        .map(({ id }) => linkAt(target, id))
        .filter(({ failure }) => failure !== undefined)
        .sort((a, b) => b.failedAs - a.failedAs);
      return {
        pending: pending.length,
        held: held.length,
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
      keep({ ...link, failure, lease: undefined, failedAs: model.failures, heldAt: 0 });
      return;
    }
    const { account, state } = outcome;
    const heldAt = isHeld(target, subject) ? link.heldAt : 0;
    if (outcome.kind === 'held') {
      const { version, hold } = outcome;
      const overtaken = version <= link.applied || version < Math.max(heldAt, link.lease?.version ?? 0);
      if (!pendingAt(target).includes(subject) || overtaken) return;
      keep({
        ...link,
        account,
        state,
        hold,
        failure: undefined,
        lease: undefined,
        heldAt: Math.min(version, subject.desired),
      });
      return;
    }
    const applied = Math.min(outcome.version, subject.desired);
    if (applied < link.applied) return;
    const lease = applied >= subject.desired || applied >= (link.lease?.version ?? 0) ? undefined : link.lease;
    const notes = applied === link.applied && applied < subject.desired;
    const { hold, ...rest } = { ...link, applied, account, state, lease, failure: notes ? link.failure : undefined };
    keep({ ...rest, ...(hold && (notes || applied < heldAt) && { hold }) });
    forget(model);
  }

  function putNote(note: Model['notes'][number]): void {
    const model = current();
    const others = model.notes.filter(({ target, name }) => target !== note.target || name !== note.name);
    model.notes = note.value === undefined ? others : [...others, note];
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
