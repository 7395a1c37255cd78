import type { Route } from '../route.ts';
import { answerList } from '../wire/list-query.ts';
import { info } from './model-routes.ts';

const view = 'PermissionViewMenu';

/** `/api/v1/security/permissions-resources/`. */
export const permissionRoutes: readonly Route[] = [
  info('permissions-resources', view),
  {
    method: 'GET',
    path: '/api/v1/security/permissions-resources/',
    access: { permission: 'can_get', view },
    handle({ state, query }) {
      const rows = [...state.permissions.values()].map((row) => ({
        id: row.id,
        permission: { name: row.permission },
        view_menu: { name: row.view },
      }));
      return answerList(rows, { columns: ['id', 'permission.name', 'view_menu.name'], searchColumns: {} }, query);
    },
  },
];
