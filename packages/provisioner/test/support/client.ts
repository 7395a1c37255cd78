import type { ScimEndpoint } from '@scim-superset/core';
import type { Provisioner } from '../../src/index.ts';

export interface ScimAnswer {
  readonly status: number;
  readonly body: { readonly id: string; readonly detail: string; readonly scimType?: string };
}

/** Sends requests to the provisioner's endpoint as an identity provider would. */
export function createScimClient(provisioner: Provisioner) {
  const endpoint: ScimEndpoint = provisioner.endpoint({
    baseUrl: 'https://scim.example.com/scim/v2',
    authenticate: async () => ({ actor: { kind: 'token', id: 'test' }, scopes: ['scim:read', 'scim:write'] }),
  });
  return async (method: string, path: string, body?: unknown): Promise<ScimAnswer> => {
    const headers = { 'content-type': 'application/scim+json' };
    const response = await endpoint.handle({ method, path, headers, body: body && JSON.stringify(body) });
    return {
      status: response.status,
      body: response.body === undefined ? {} : JSON.parse(response.body),
    } as ScimAnswer;
  };
}

/** The body of a request that creates or replaces a user. */
export function userBody(userName: string, attributes: object = {}): object {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    name: { givenName: 'Given', familyName: 'Family' },
    emails: [{ value: `${userName}@example.com`, primary: true }],
    active: true,
    ...attributes,
  };
}

/** The body of a request that creates a group. */
export function groupBody(displayName: string, ...members: readonly string[]): object {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
  return { schemas, displayName, members: members.map((value) => ({ value })) };
}

/** The body of a PATCH. */
export function patchBody(...operations: readonly object[]): object {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
}
