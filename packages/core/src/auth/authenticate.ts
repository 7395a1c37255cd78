import type { ScimRequest } from '../endpoint/scim-request.ts';
import type { Actor } from '../store/audit-chain.ts';
import type { TokenScope } from '../store/token-store.ts';

/** Who a request comes from and what it may do. */
export interface Principal {
  readonly actor: Actor;
  readonly scopes: readonly TokenScope[];
  /** `userName`, `externalId` or `id` of the user on whose behalf the request is made; what `/Me` stands for. */
  readonly subject?: string;
}

/**
 * Finds out who a request comes from. Resolves to undefined when the credentials are missing or wrong, without saying
 * which; the endpoint turns that into a 401 with `WWW-Authenticate` (RFC 7644 §2).
 */
export type Authenticate = (request: ScimRequest) => Promise<Principal | undefined>;
