import type { Dispatcher } from 'undici';
import type { SupersetAssets } from './assets/superset-assets.ts';
import type { CallOptions } from './call-options.ts';
import type { SupersetDatasets } from './datasets/superset-datasets.ts';
import type { SupersetGroups } from './groups/superset-groups.ts';
import type { SupersetLog } from './log/superset-log.ts';
import type { SupersetPermissions } from './permissions/superset-permissions.ts';
import type { SupersetFeatures, SupersetProbe } from './probe/superset-probe.ts';
import type { SupersetRoles } from './roles/superset-roles.ts';
import type { SupersetRowLevelSecurity } from './row-level-security/superset-row-level-security.ts';
import type { SupersetUsers } from './users/superset-users.ts';

/** Typed access to one Superset's identity API. */
export interface SupersetClient {
  /** The base URL, without a trailing slash. */
  readonly url: string;
  readonly users: SupersetUsers;
  readonly roles: SupersetRoles;
  readonly groups: SupersetGroups;
  readonly permissions: SupersetPermissions;
  readonly rowLevelSecurity: SupersetRowLevelSecurity;
  readonly datasets: SupersetDatasets;
  readonly assets: SupersetAssets;
  readonly log: SupersetLog;
  /** Asks what Superset this is and whether accounts and groups can be managed: six small reads, for start-up and health checks. */
  probe(options?: CallOptions): Promise<SupersetProbe>;
  /** Asks what else can be used, and names what is missing: about fifteen small reads, for reports and a doctor. */
  features(options?: CallOptions): Promise<SupersetFeatures>;
  /** Ends kept-alive connections, once what is under way is answered. Calls made later throw a TypeError. */
  close(): Promise<void>;
}

/** How the client signs in. Treat these credentials as Admin: whoever may write users can become Admin. */
export type SupersetCredentials =
  /** An account of Superset's own database; its access token is refreshed ahead of expiry. */
  | { readonly username: string; readonly password: string }
  /** An API key of Superset 6 (`FAB_API_KEY_ENABLED`); costs about 100 ms a request. */
  | { readonly apiKey: string }
  /** Headers for each request, for example from a proxy's identity. The function has `timeoutMs` for its answer. */
  | { readonly headers: () => Promise<Readonly<Record<string, string>>> };

/** Options of {@link createSupersetClient}. */
export interface SupersetClientOptions {
  readonly url: string;
  readonly credentials: SupersetCredentials;
  /** Deadline of one HTTP attempt in milliseconds, from when it gets a connection. Default 10,000. */
  readonly timeoutMs?: number;
  /** Attempts after the first for what is safe to repeat. Default 3. */
  readonly retries?: number;
  /** First wait between attempts in milliseconds; it doubles each time, with jitter. Default 200. */
  readonly retryDelayMs?: number;
  /** Requests to this Superset at once, each on a kept connection of its own. Others wait, without a deadline. Where there are several, one is kept for urgent calls and one for the others. Default 8. */
  readonly connections?: number;
  /** Carries the connections, for example through a proxy or with a private certificate authority. Default: an undici `Agent` of the client's own. */
  readonly dispatcher?: Dispatcher;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
}
