import { entraGroup, type entraUser, type IdentityProvider } from './identity-provider.ts';

/** Finds a user or group the way Entra does. */
export async function findId(idp: IdentityProvider, type: 'Users' | 'Groups', name: string): Promise<string> {
  const attribute = type === 'Users' ? 'userName' : 'displayName';
  const query = new URLSearchParams({ excludedAttributes: 'members', filter: `${attribute} eq "${name}"` });
  const { body } = await idp.get(`/${type}?${query}`);
  const resources = body.Resources as readonly { readonly id: string }[] | undefined;
  if (resources?.[0] === undefined) throw new Error(`The directory has no ${attribute} "${name}"`);
  return resources[0].id;
}

/** Creates a user or group and returns its id. */
export async function create(
  idp: IdentityProvider,
  type: 'Users' | 'Groups',
  resource: ReturnType<typeof entraUser>,
): Promise<string> {
  const { status, body } = await idp.post(`/${type}`, resource);
  if (status !== 201) throw new Error(`POST /${type} was answered with ${status}: ${String(body.detail)}`);
  return String(body.id);
}

/** The id of a group, which is created in Entra's way when there is none. */
export async function ensureGroup(idp: IdentityProvider, displayName: string): Promise<string> {
  return findId(idp, 'Groups', displayName).catch(() => create(idp, 'Groups', entraGroup(displayName)));
}
