import { activeUser } from '../authenticate.ts';
import { json, type Reply, refusal } from '../reply.ts';
import type { Route, RouteContext } from '../route.ts';
import type { UserRow } from '../rows.ts';
import { type Fields, validate } from '../wire/validate.ts';

const path = '/api/v1/me/';
const view = 'CurrentUserRestApi';
const fields: Fields = {
  first_name: { type: 'string', min: 1, max: 64 },
  last_name: { type: 'string', min: 1, max: 64 },
  password: { type: 'string' },
};

/** `/api/v1/me/`, which before 6.0 knows browser sessions only and takes no changes. */
export function createMeRoutes(takesTokens: boolean): readonly Route[] {
  if (takesTokens) {
    return [
      {
        method: 'GET',
        path,
        access: { permission: 'can_read', view },
        handle: ({ user }) => json(200, { result: describe(user()) }),
      },
      {
        method: 'PUT',
        path,
        access: { permission: 'can_write', view },
        csrf: true,
        action: `${view}.put`,
        handle: change,
      },
    ];
  }
  return [
    {
      method: 'GET',
      path,
      access: 'public',
      handle({ state, session }) {
        const self = activeUser(state, session?.userId);
        return self === undefined ? refusal(401, 'Not authorized') : json(200, { result: describe(self) });
      },
    },
  ];
}

/** People change their own names and password, past whoever provisions them. */
function change({ state, json: body, user }: RouteContext): Reply {
  const checked = validate(body, fields);
  if (!checked.ok) return refusal(400, checked.errors);
  if (Object.keys(checked.values).length === 0) return refusal(400, 'At least one field must be provided.');
  const self = user();
  Object.assign(self, checked.values, { changed_on: state.now(), changed_by: self.id });
  return json(200, { result: describe(self) });
}

function describe({ id, username, first_name, last_name, email, active, login_count }: UserRow): object {
  return { id, username, first_name, last_name, email, is_active: active, is_anonymous: false, login_count };
}
