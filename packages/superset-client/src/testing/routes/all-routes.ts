import type { Route } from '../route.ts';
import type { Sessions } from '../sessions.ts';
import type { Tokens } from '../tokens.ts';
import type { VersionTraits } from '../version-traits.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { chartRoutes } from './charts.ts';
import { dashboardRoutes } from './dashboards.ts';
import { dataRoutes } from './data.ts';
import { datasetRoutes } from './datasets.ts';
import { groupRoutes } from './groups.ts';
import { logRoutes } from './log.ts';
import { createMeRoutes } from './me.ts';
import { permissionRoutes } from './permissions.ts';
import { createReportRoutes } from './reports.ts';
import { createRoleRoutes } from './roles.ts';
import { rowLevelSecurityRoutes } from './row-level-security.ts';
import { createSignInRoutes } from './sign-in.ts';
import { createUserRoutes } from './users.ts';

/** What decides which routes there are. */
export interface RoutesOptions {
  readonly traits: VersionTraits;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly apiKeys: boolean;
  readonly alertReports: boolean;
}

/** All routes of one Superset. */
export function createRoutes({ traits, tokens, sessions, apiKeys, alertReports }: RoutesOptions): readonly Route[] {
  return [
    ...createSignInRoutes(tokens, sessions),
    ...createMeRoutes(traits.meTakesTokens),
    ...createUserRoutes(),
    ...createRoleRoutes(traits.groupRoles),
    ...groupRoutes,
    ...permissionRoutes,
    ...(apiKeys ? apiKeyRoutes : []),
    ...dataRoutes,
    ...datasetRoutes,
    ...chartRoutes,
    ...dashboardRoutes,
    ...createReportRoutes(alertReports),
    ...rowLevelSecurityRoutes,
    ...logRoutes,
  ];
}
