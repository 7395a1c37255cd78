import type { DashboardRow, EmulatorState } from '../emulator-state.ts';
import { json, notFound, type Reply, refusal } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import { answerList } from '../wire/list-query.ts';
import { type Fields, validate } from '../wire/validate.ts';
import { parseId } from './model-routes.ts';

const path = '/api/v1/dashboard/';
const view = 'Dashboard';
const fields: Fields = {
  dashboard_title: { type: 'string', min: 0, max: 500, nullable: true },
  owners: { type: 'integers' },
  published: { type: 'boolean' },
};

/** `/api/v1/dashboard/`: as much as shows who owns what. */
export const dashboardRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    access: { permission: 'can_read', view },
    handle({ state, query }) {
      const rows = [...state.dashboards.values()].map(({ id, title, owners }) => ({
        id,
        dashboard_title: title,
        owners: [...owners].map((owner) => ({ id: owner })),
      }));
      const searchColumns = {
        id: 'integer',
        dashboard_title: 'text',
        owners: { exists: (id: number) => state.users.has(id) },
      } as const;
      return answerList(rows, { columns: ['id', 'dashboard_title', 'owners.id'], searchColumns }, query);
    },
  },
  { method: 'POST', path, access: { permission: 'can_write', view }, csrf: true, handle: create },
  { method: 'PUT', path: `${path}:id`, access: { permission: 'can_write', view }, csrf: true, handle: change },
];

interface DashboardValues {
  readonly dashboard_title?: string | null;
  readonly owners?: readonly number[];
}

function create({ state, json: body, user }: RouteContext): Reply {
  const checked = validate(body, fields);
  if (!checked.ok) return refusal(400, checked.errors);
  // Checked just now.
  const { dashboard_title: title = null, owners = [] } = checked.values as DashboardValues;
  if (!exist(state, owners)) return refusal(422, { owners: ['Owners are invalid'] });
  const id = state.nextId(state.dashboards);
  const actor = user().id;
  // Whoever creates a dashboard owns it, unless an Admin names others.
  const all = owners.length > 0 ? owners : [actor];
  state.dashboards.set(id, { id, title, owners: new Set(all), created_by: actor });
  return json(201, { id, result: checked.values });
}

function change(context: RouteContext): Reply {
  const { state, json: body } = context;
  const dashboard = state.dashboards.get(parseId(context));
  if (dashboard === undefined) return notFound;
  const checked = validate(body, fields);
  if (!checked.ok) return refusal(400, checked.errors);
  // Checked just now.
  const { dashboard_title: title, owners } = checked.values as DashboardValues;
  if (!exist(state, owners ?? [])) return refusal(422, { owners: ['Owners are invalid'] });
  const changed: DashboardRow = {
    ...dashboard,
    ...(title === undefined ? {} : { title }),
    ...(owners === undefined ? {} : { owners: new Set(owners) }),
  };
  state.dashboards.set(dashboard.id, changed);
  return json(200, { id: dashboard.id, result: checked.values });
}

function exist(state: EmulatorState, owners: readonly number[]): boolean {
  return owners.every((id) => state.users.has(id));
}
