import { hasPermission } from '../access.ts';
import type { EmulatorState } from '../emulator-state.ts';
import { json, type Reply, refusal } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';

/** What Flask answers to a body that is not JSON. */
export const badJson: Reply = refusal(
  400,
  '400 Bad Request: The browser (or proxy) sent a request that this server could not understand.',
);

/**
 * The `_info` route of a resource: what the asking account may do with it. Must come before the route for one of them,
 * whose path it fits.
 */
export function info(path: string, view: string, permission = 'can_info', action?: string): Route {
  return {
    method: 'GET',
    path: `${path}_info`,
    access: { permission, view },
    ...(action !== undefined && { action }),
    handle({ state, user }) {
      const permissions = [...state.permissions.values()]
        .filter((row) => row.view === view && hasPermission(state, user(), row.permission, view))
        .map((row) => row.permission);
      return json(200, { permissions });
    },
  };
}

/** What a database's refusal becomes: some versions quote the statement with its parameters. */
export function databaseRefusal(
  { traits }: EmulatorState,
  reason: string,
  statement: string,
  parameters: string,
): Reply {
  if (!traits.quotesSql) return refusal(422, reason);
  const text = `Database exception occurred: (sqlite3.IntegrityError) ${reason}\n[SQL: ${statement}]\n[parameters: ${parameters}]`;
  return refusal(422, text);
}

/** The id in a path; an id that nothing has when it is not a number. */
export function parseId({ params }: RouteContext): number {
  const id = Number(params.id);
  return Number.isInteger(id) ? id : -1;
}
