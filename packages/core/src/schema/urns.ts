/** Schema URN of the core User resource (RFC 7643 §4.1). */
export const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
/** Schema URN of the enterprise User extension (RFC 7643 §4.3). */
export const enterpriseUserUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** Schema URN of the core Group resource (RFC 7643 §4.2). */
export const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';
