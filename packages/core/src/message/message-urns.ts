/** `schemas` value of a list of results (RFC 7644 §3.4.2). */
export const listResponseUrn = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
/** `schemas` value of a query sent by POST (RFC 7644 §3.4.3). */
export const searchRequestUrn = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
/** `schemas` value of a bulk request (RFC 7644 §3.7). */
export const bulkRequestUrn = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
/** `schemas` value of a bulk response (RFC 7644 §3.7). */
export const bulkResponseUrn = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
/** `schemas` value of an error (RFC 7644 §3.12). */
export const errorUrn = 'urn:ietf:params:scim:api:messages:2.0:Error';
