/** An answer of the SCIM server. */
export interface ScimAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A SCIM client that sends what an identity provider sends. */
export interface IdentityProvider {
  get(path: string): Promise<ScimAnswer>;
  post(path: string, body: object): Promise<ScimAnswer>;
  put(path: string, body: object): Promise<ScimAnswer>;
  patch(path: string, operations: readonly object[]): Promise<ScimAnswer>;
  delete(path: string): Promise<ScimAnswer>;
}

const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Creates a client of the SCIM server at `baseUrl` that signs its requests as Okta or Entra do. */
export function createIdentityProvider(baseUrl: string, token: string, userAgent: string): IdentityProvider {
  const send = async (method: string, path: string, body?: object): Promise<ScimAnswer> => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/scim+json',
        'user-agent': userAgent,
        ...(body && { 'content-type': 'application/scim+json; charset=utf-8' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  };
  return {
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    patch: (path, operations) => send('PATCH', path, { schemas: [patchOp], Operations: operations }),
    delete: (path) => send('DELETE', path),
  };
}

/** A person as the story's directory knows them. */
export interface Person {
  readonly userName: string;
  readonly givenName: string;
  readonly familyName: string;
}

const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** A new user in Entra's words. */
export function entraUser(person: Person): object {
  return {
    schemas: [userUrn, enterpriseUrn],
    externalId: `entra-${person.userName}`,
    userName: person.userName,
    active: true,
    displayName: `${person.givenName} ${person.familyName}`,
    emails: [{ primary: true, type: 'work', value: person.userName }],
    meta: { resourceType: 'User' },
    name: { formatted: `${person.givenName} ${person.familyName}`, ...nameOf(person) },
    roles: [],
  };
}

/** A user in the words of Okta's custom app, which sends the same for POST and PUT. */
export function oktaUser(person: Person, active: boolean): object {
  return {
    schemas: [userUrn],
    userName: person.userName,
    name: nameOf(person),
    emails: [{ primary: true, value: person.userName, type: 'work' }],
    displayName: `${person.givenName} ${person.familyName}`,
    locale: 'en-US',
    externalId: `00u${person.userName}`,
    groups: [],
    active,
  };
}

/** A new group in Entra's words: with a schema of its own, without members. */
export function entraGroup(displayName: string): object {
  return {
    schemas: [groupUrn, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
    externalId: `entra-group-${displayName}`,
    displayName,
    meta: { resourceType: 'Group' },
  };
}

/** Entra's older PATCH dialect for one member. */
export function entraMember(op: 'Add' | 'Remove', id: string): object[] {
  return [{ op, path: 'members', value: [{ $ref: null, value: id }] }];
}

function nameOf({ givenName, familyName }: Person): object {
  return { givenName, familyName };
}
