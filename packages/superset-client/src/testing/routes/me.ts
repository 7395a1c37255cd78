import { activeUser } from '../authenticate.ts';
import { json, refusal } from '../reply.ts';
import type { Route } from '../route.ts';

/** `/api/v1/me/`, which before 6.0 knows browser sessions only. */
export function createMeRoute(takesTokens: boolean): Route {
  return {
    method: 'GET',
    path: '/api/v1/me/',
    access: takesTokens ? { permission: 'can_read', view: 'CurrentUserRestApi' } : 'public',
    handle({ state, session, user }) {
      const self = takesTokens ? user() : activeUser(state, session?.userId);
      if (self === undefined) return refusal(401, 'Not authorized');
      const { id, username, first_name, last_name, email, active, login_count } = self;
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
