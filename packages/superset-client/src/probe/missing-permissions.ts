import { SupersetError } from '../superset-error.ts';
import type { Inquiry } from './inquiry.ts';

const needed = {
  users: { view: 'User', names: ['can_info', 'can_get', 'can_post', 'can_put'] },
  groups: { view: 'Group', names: ['can_info', 'can_get', 'can_post', 'can_put', 'can_delete'] },
} as const;

/** What managing accounts or groups needs and the service account lacks, such as `can_put on User`. One read. */
export async function missingPermissions(inquiry: Inquiry, resource: keyof typeof needed): Promise<readonly string[]> {
  const { view, names } = needed[resource];
  const held = await inquiry.permissions(`/api/v1/security/${resource}/`);
  if (held === 'absent') throw noApi();
  // Without can_info the others cannot be asked for.
  if (held === 'forbidden') return [`can_info on ${view}`];
  return names.filter((name) => !held.includes(name)).map((name) => `${name} on ${view}`);
}

function noApi(): SupersetError {
  return new SupersetError(
    'protocol',
    'Superset has no API for accounts at this URL. Check the URL, and before 6.0 that the configuration says FAB_ADD_SECURITY_API = True.',
    { status: 404 },
  );
}
