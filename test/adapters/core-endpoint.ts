import { createMemoryStore, createScimEndpoint, fixedToken, type ScimEndpoint } from '@scim-superset/core';

/** The token that the endpoint of {@link createCoreEndpoint} knows. */
export const coreToken = 'adapter-contract';

/** What a body may have at most. */
export const coreBodyBytes = 1_000_000;

/** Creates the real endpoint on an empty directory. */
export function createCoreEndpoint(): ScimEndpoint {
  return createScimEndpoint({
    store: createMemoryStore(),
    authenticate: fixedToken(coreToken),
    limits: { bodyBytes: coreBodyBytes },
  });
}
