import { json } from '../reply.ts';
import type { Route } from '../route.ts';

/** `/api/v1/me/`. */
export function createMeRoute(isProtected: boolean): Route {
  return {
    method: 'GET',
    path: '/api/v1/me/',
    access: isProtected ? { permission: 'can_read', view: 'CurrentUserRestApi' } : 'signed-in',
    handle({ user }) {
      const { id, username, first_name, last_name, email, active, login_count } = user();
      const result = {
        id,
        username,
        first_name,
        last_name,
        email,
        is_active: active,
        is_anonymous: false,
        login_count,
      };
      return json(200, { result });
    },
  };
}
