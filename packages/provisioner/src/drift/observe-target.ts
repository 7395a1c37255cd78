import type { CallOptions, SupersetRoleAssignments, SupersetUser } from '@scim-superset/superset-client';
import { readDirectory } from '../desired/read-directory.ts';
import { compareTarget, type TargetDifferences, type TargetReadings } from '../plan/compare-target.ts';
import { nameEditors } from '../plan/name-editors.ts';
import type { PlanItem } from '../plan/plan-item.ts';
import { readKnownLinks } from '../target/known-links.ts';
import { createLastEditReader } from '../target/last-edit.ts';
import { readPlantedGroups } from '../target/planted-groups.ts';
import { isProtected } from '../target/protected-account.ts';
import { buildCatalog, readCatalog, type TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import { confirmItems } from './confirm-items.ts';
import { findingId } from './drift-finding.ts';
import type { DriftMemory } from './drift-memory.ts';
import { NotQuick, overlapping, quickAccounts, type Strangers } from './quick-accounts.ts';

/** How to observe a target. */
export interface Observing {
  readonly context: TargetContext;
  /** Whether every account is to be read. */
  readonly full: boolean;
  readonly memory: DriftMemory;
  readonly strangers: Strangers;
  /** Called between small pieces of work; resolves when the next may begin. */
  readonly pace: () => Promise<void>;
}

/** What was seen. */
export interface Observation {
  readonly check: 'full' | 'quick';
  /** Confirmed, with those that the workers have still to put right. */
  readonly items: readonly PlanItem[];
  readonly catalog: TargetCatalog;
  /** Undefined before Superset 6.0. */
  readonly assignments: readonly SupersetRoleAssignments[] | undefined;
  readonly unseen: TargetDifferences['unseen'];
  /** The greatest `changedOn` seen so far. */
  readonly cursor: string | undefined;
}

/** A page of Superset's list. */
const accountsPerStep = 100;
/** So many users are compared one by one; with more the full read is cheaper. */
const singleUsers = 100;

/** Deviations that accounts show only when they are read, once the edit was too long ago to be asked for. */
const ofTheAccountItself: ReadonlySet<string> = new Set(['update-profile', 'conflict', 'activate', 'deactivate']);

/** Reads a target and compares it with the directory: quickly if that is asked for and can be done. Writes nothing. */
export async function observeTarget(observing: Observing, options: CallOptions): Promise<Observation> {
  const { context, full, pace } = observing;
  const { store, mapping, name } = context;
  // Links first: whoever comes to the directory meanwhile has none, and so counts as not applied yet.
  const links = await readKnownLinks(store.reconciliation, name);
  await pace();
  const known = { links, directory: (await readDirectory(store, [mapping])).of(mapping) };
  try {
    const reading = full ? undefined : await readQuickly(observing, known, options);
    if (reading !== undefined) return await compare(observing, known, reading, options);
  } catch (error) {
    if (!(error instanceof NotQuick)) throw error;
    context.logger.info({ target: name, reason: error.message }, 'A full check is needed');
  }
  return compare(observing, known, await readFully(observing, options), options);
}

/** What is kept on our side. */
type Known = Pick<TargetReadings, 'links' | 'directory'>;

/** What is read from Superset. */
interface Reading extends Pick<TargetReadings, 'catalog' | 'accounts' | 'planted'> {
  readonly check: Observation['check'];
  readonly assignments: Observation['assignments'];
}

async function readFully({ context }: Observing, options: CallOptions): Promise<Reading> {
  const { superset, mapping } = context;
  const catalog = await readCatalog(superset, mapping, options);
  const hasGroups = catalog.mode === 'group';
  return {
    check: 'full',
    catalog,
    assignments: hasGroups ? await superset.roles.assignments(options) : undefined,
    planted: hasGroups ? [] : await readPlantedGroups(superset, options),
    accounts: superset.users.list(options),
  };
}

/** Undefined when only a full read finds out. */
async function readQuickly(
  { context, memory, strangers }: Observing,
  known: Known,
  options: CallOptions,
): Promise<Reading | undefined> {
  const { superset, mapping } = context;
  if (memory.cursor === undefined) return undefined;
  // Another process may have made the checks since this one looked at accounts of nobody.
  const seenUntil = [memory.cursor, strangers.asOf ?? memory.cursor].sort()[0] ?? memory.cursor;
  const changedAfter = overlapping(seenUntil);
  if (changedAfter === undefined) return undefined;
  const { self } = context.catalog.peek() ?? (await superset.probe(options));
  const assignments = await superset.roles.assignments(options);
  if (assignments === undefined) return undefined;
  const groups = await superset.groups.list(options);
  const readings = { ...known, context, roles: assignments, groups, changedAfter, strangers };
  return {
    check: 'quick',
    catalog: buildCatalog({ groupRoles: true, self }, assignments, groups, mapping),
    assignments,
    planted: [],
    accounts: quickAccounts(readings, options),
  };
}

async function compare(
  observing: Observing,
  known: Known,
  { check, assignments, ...reading }: Reading,
  options: CallOptions,
): Promise<Observation> {
  const { context, memory, strangers } = observing;
  const { catalog } = reading;
  const track = { cursor: memory.cursor };
  const accounts = watched(reading.accounts, observing.pace, track);
  const compared = await compareTarget({ ...known, ...reading, context, accounts }, options);
  const kept = new Map(compared.accounts);
  if (check === 'full') {
    strangers.accounts.clear();
    for (const [id, account] of kept) if (!known.links.owners.has(id)) strangers.accounts.set(id, account);
  }
  const again = check === 'quick' ? toLookAt(compared.items, memory) : new Set<string>();
  if (again.size > singleUsers) throw new NotQuick('Too many users deviate');
  const confirmed = await confirmItems(
    compared.items,
    { context, catalog, links: known.links, again, accounts: kept },
    options,
  );
  const isDeviation = (item: PlanItem): boolean =>
    item.kind !== 'left-alone' || item.account === undefined || !isProtected(context.mapping, catalog, item.account);
  const readLastEdit = createLastEditReader(context.superset, catalog);
  const items = await nameEditors(confirmed.filter(isDeviation), kept, readLastEdit, options);
  strangers.asOf = track.cursor;
  return { check, items, catalog, assignments, unseen: compared.unseen, cursor: track.cursor };
}

/** After a quick check: users with something new, and those of whom only the account itself tells whether it is gone. */
function toLookAt(items: readonly PlanItem[], { findings }: DriftMemory): Set<string> {
  const seen = new Set(findings.map(({ id }) => id));
  const users = items.flatMap((item) =>
    item.user === undefined || item.pending || seen.has(findingId(item)) ? [] : [item.user.id],
  );
  const remembered = findings.flatMap(({ kind, user }) =>
    user !== undefined && ofTheAccountItself.has(kind) ? [user] : [],
  );
  return new Set([...users, ...remembered]);
}

/** Passes accounts on, page by page in step with other work, and notes the latest change. */
async function* watched(
  accounts: AsyncIterable<SupersetUser>,
  pace: () => Promise<void>,
  track: { cursor: string | undefined },
): AsyncGenerator<SupersetUser> {
  let count = 0;
  for await (const account of accounts) {
    const { changedOn } = account;
    // Times of one clock in one notation are in the order of their texts.
    if (changedOn !== undefined && (track.cursor === undefined || changedOn > track.cursor)) track.cursor = changedOn;
    yield account;
    count += 1;
    if (count % accountsPerStep === 0) await pace();
  }
}
