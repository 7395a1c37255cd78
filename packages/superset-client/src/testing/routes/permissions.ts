import type { Route } from '../route.ts';
import { answerList } from '../wire/list-query.ts';
import { info } from './model-routes.ts';

const path = '/api/v1/security/permissions-resources/';
const view = 'PermissionViewMenu';

/** `/api/v1/security/permissions-resources/`. */
export const permissionRoutes: readonly Route[] = [
  info(path, view),
  {
    method: 'GET',
    path,
    access: { permission: 'can_get', view },
    handle(context) {
      const rows = [...context.state.permissions.values()].map((row) => ({
        id: row.id,
        permission: { name: row.permission },
        view_menu: { name: row.view },
      }));
      return answerList(rows, { columns: ['id', 'permission.name', 'view_menu.name'], searchColumns: {} }, context);
    },
  },
];
