import type { Reply } from '../reply.ts';
import type { RequestContext } from '../request-context.ts';
import { serviceProviderConfigUrn } from './discovery-schemas.ts';

/** Answers `/ServiceProviderConfig` (RFC 7643 §5, RFC 9865 §4) with the limits that really apply. */
export function serviceProviderConfigOperation({ config, baseUrl }: RequestContext): Reply {
  const { limits, cursorLifetimeMs } = config;
  const location = `${baseUrl}/ServiceProviderConfig`;
  const body = {
    schemas: [serviceProviderConfigUrn],
    patch: { supported: true },
    bulk: { supported: true, maxOperations: limits.bulkOperations, maxPayloadSize: limits.bodyBytes },
    filter: { supported: true, maxResults: limits.pageSize },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: limits.defaultPageSize,
      maxPageSize: limits.pageSize,
      cursorTimeout: Math.floor(cursorLifetimeMs / 1_000),
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'OAuth Bearer Token',
        description: 'A token in the Authorization header',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location },
  };
  return { status: 200, headers: { location }, body };
}
