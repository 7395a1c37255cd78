import { notFound, type Reply } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import type { LogRow } from '../rows.ts';
import { answerItem, answerList, type ListShape } from '../wire/list-query.ts';
import { parseId } from './model-routes.ts';

const path = '/api/v1/log/';
const access = { permission: 'can_read', view: 'Log' };
// Without the id, which only stands beside the lines of a list.
const columns = ['action', 'user_id', 'dttm', 'dashboard_id', 'slice_id'];
const shape: ListShape = {
  columns,
  searchColumns: { action: 'text', dttm: 'instant', dashboard_id: 'integer', slice_id: 'integer' },
  orderColumns: columns,
  newestFirst: 'dttm',
};

/** `/api/v1/log/`: what people did, but for everything that the identity API does. */
export const logRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    access,
    action: 'LogRestApi.get_list',
    handle: (context) =>
      answerList(
        [...context.state.log.values()].map((row) => ({ ...row })),
        shape,
        context,
      ),
  },
  { method: 'GET', path: `${path}:id`, access, action: 'LogRestApi.get', handle: show },
];

function show(context: RouteContext): Reply {
  const row: LogRow | undefined = context.state.log.get(parseId(context));
  return row === undefined ? notFound : answerItem({ ...row }, shape, context.query);
}
