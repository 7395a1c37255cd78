import { isAdmin } from '../access.ts';
import type { EmulatorState } from '../emulator-state.ts';
import { forbidden, json, notFound, type Reply, refusal } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import type { AssetRow, UserRow } from '../rows.ts';
import { answerItem, answerList, type ListShape } from '../wire/list-query.ts';
import type { WireRow } from '../wire/project.ts';
import { type Fields, validate } from '../wire/validate.ts';
import { info, parseId } from './model-routes.ts';

/** How one kind of what people own is emulated. */
export interface AssetKind<Row extends AssetRow> {
  readonly path: string;
  /** The view that permissions are on, and Superset's class, which the action log names. */
  readonly view: string;
  readonly resource: string;
  readonly nameColumn: string;
  rows(state: EmulatorState): Map<number, Row>;
  /** Whether an account sees it. */
  sees(state: EmulatorState, user: UserRow, row: Row): boolean;
  /** Its columns besides id, name and owners, in lists and alone. */
  wire(state: EmulatorState, row: Row): Readonly<Record<string, unknown>>;
  readonly shape: Pick<ListShape, 'columns' | 'searchColumns' | 'orderColumns'>;
  /** The answer to a question for one. Default: the chosen columns. */
  show?(context: RouteContext, row: WireRow): Reply;
  /** What a change may hold. */
  readonly fields: Fields;
  /** How a body is refused whose members are not valid. Default: a 400 that names them. */
  refuse?(errors: unknown, body: unknown): Reply;
  /** Applies a change besides name and owners; a refusal leaves everything as it was. */
  change?(context: RouteContext, row: Row, values: Readonly<Record<string, unknown>>): Reply | undefined;
  /** Answers a POST. */
  create(context: RouteContext): Reply;
  /** What an answer to a change says besides the id and its echo. */
  echo?(context: RouteContext): { readonly answer?: object; readonly result?: object };
  /** Why it cannot be deleted. */
  keeps?(state: EmulatorState, row: Row): Reply | undefined;
}

/** Lists, shows, creates, changes and deletes what people own, as all kinds of it do. */
export function createAssetRoutes<Row extends AssetRow>(kind: AssetKind<Row>): readonly Route[] {
  const { path, view, resource } = kind;
  const read = { permission: 'can_read', view };
  const write = { access: { permission: 'can_write', view }, csrf: true } as const;
  return [
    info(path, view, 'can_read', `${resource}.info`),
    {
      method: 'GET',
      path,
      access: read,
      action: `${resource}.get_list`,
      handle(context) {
        const { state, user } = context;
        const rows = [...kind.rows(state).values()].filter((row) => kind.sees(state, user(), row));
        const owners = { exists: (id: number) => state.users.has(id) };
        const { columns, searchColumns, orderColumns = [] } = kind.shape;
        const shape = {
          columns: ['id', kind.nameColumn, 'owners.id', 'owners.first_name', 'owners.last_name', ...columns],
          searchColumns: { [kind.nameColumn]: 'text', owners, ...searchColumns } as ListShape['searchColumns'],
          orderColumns: [kind.nameColumn, ...orderColumns],
        };
        return answerList(
          rows.map((row) => toWire(kind, state, row)),
          shape,
          context,
        );
      },
    },
    { method: 'GET', path: `${path}:id`, access: read, action: `${resource}.get`, handle: show },
    { method: 'POST', path, ...write, action: `${resource}.post`, handle: kind.create },
    { method: 'PUT', path: `${path}:id`, ...write, action: `${resource}.put`, handle: change },
    { method: 'DELETE', path: `${path}:id`, ...write, action: `${resource}.delete`, handle: remove },
  ];

  function find(context: RouteContext): Row | undefined {
    const { state, user } = context;
    const row = kind.rows(state).get(parseId(context));
    return row !== undefined && kind.sees(state, user(), row) ? row : undefined;
  }

  function show(context: RouteContext): Reply {
    const row = find(context);
    if (row === undefined) return notFound;
    const wire = toWire(kind, context.state, row);
    if (kind.show !== undefined) return kind.show(context, wire);
    const columns = ['id', kind.nameColumn, 'owners.id', 'owners.first_name', 'owners.last_name'];
    const shape = { columns: [...columns, ...kind.shape.columns], searchColumns: {} };
    return answerItem(wire, shape, context.query);
  }

  function change(context: RouteContext): Reply {
    const { state, user, json: body } = context;
    const checked = validate(body, { [kind.nameColumn]: { type: 'string' }, owners, ...kind.fields });
    if (!checked.ok) return kind.refuse?.(checked.errors, body) ?? refusal(400, checked.errors);
    const row = find(context);
    if (row === undefined) return notFound;
    if (!mayChange(state, user(), row)) return forbidden;
    // Checked just now.
    const { owners: ownerIds, [kind.nameColumn]: name } = checked.values as {
      owners?: number[];
      [name: string]: unknown;
    };
    if (!exist(state, ownerIds)) return unknownOwners;
    const refused = kind.change?.(context, row, checked.values);
    if (refused !== undefined) return refused;
    if (name !== undefined) row.name = String(name);
    if (ownerIds !== undefined) row.owners = new Set(keepOwner(state, user(), ownerIds));
    const { answer, result } = kind.echo?.(context) ?? {};
    return json(200, { id: row.id, ...answer, result: { ...result, ...checked.values } });
  }

  function remove(context: RouteContext): Reply {
    const { state, user } = context;
    const row = find(context);
    if (row === undefined) return notFound;
    if (!mayChange(state, user(), row)) return forbidden;
    const kept = kind.keeps?.(state, row);
    if (kept !== undefined) return kept;
    kind.rows(state).delete(row.id);
    return refusal(200, 'OK');
  }
}

/** The owners of something new: who makes it, if nobody else is named or it is not an Admin. */
export function firstOwners(
  { state, user }: RouteContext,
  ownerIds: readonly number[] = [],
): ReadonlySet<number> | Reply {
  if (!exist(state, ownerIds)) return unknownOwners;
  return new Set(ownerIds.length === 0 ? [user().id] : keepOwner(state, user(), ownerIds));
}

/** Ids of accounts that own something. */
export const owners: Fields[string] = { type: 'integers' };

/** Whether an account is among the owners. */
export function owns(user: UserRow, row: AssetRow): boolean {
  return row.owners.has(user.id);
}

const unknownOwners = refusal(422, { owners: ['Owners are invalid'] });

function mayChange(state: EmulatorState, user: UserRow, row: AssetRow): boolean {
  return isAdmin(state, user) || owns(user, row);
}

/** Whoever is not Admin stays an owner of what it changes. */
function keepOwner(state: EmulatorState, user: UserRow, ownerIds: readonly number[]): readonly number[] {
  return isAdmin(state, user) || ownerIds.includes(user.id) ? ownerIds : [user.id, ...ownerIds];
}

function exist(state: EmulatorState, ownerIds: readonly number[] = []): boolean {
  return ownerIds.every((id) => state.users.has(id));
}

function toWire<Row extends AssetRow>(kind: AssetKind<Row>, state: EmulatorState, row: Row): WireRow {
  return {
    id: row.id,
    [kind.nameColumn]: row.name,
    owners: [...row.owners].flatMap((id) => {
      const user = state.users.get(id);
      return user === undefined ? [] : [{ id, first_name: user.first_name, last_name: user.last_name }];
    }),
    ...kind.wire(state, row),
  };
}
