import type { Demo } from './demo.ts';

/** How to connect Okta and Entra to the running demo. Shows the token; it is not shown again. */
export function connectGuide({ scim, superset }: Demo): string {
  return `
Superset    ${superset.url}
            sign in as ${superset.admin.username} with ${superset.admin.password}
SCIM        ${scim.url}
Token       ${scim.token}
            shown this once; others: scim-superset token create NAME -c ${scim.configuration}

Identity providers reach only public HTTPS addresses. Put a tunnel or a reverse proxy of yours in front of the SCIM
server, set its public address as server.baseUrl in the configuration, and use that instead of the address above.

Okta        Applications → Browse App Catalog → "SCIM 2.0 Test App (Header Auth)" or your app with SCIM provisioning.
            Provisioning → Integration: Base URL = the SCIM address, unique identifier field = userName,
            actions = push new users, profile updates and groups, authentication = HTTP Header with the token.
            To App → enable create, update, deactivate. Push Groups → the groups that the mapping names.
Entra       Enterprise applications → New application → Create your own (non-gallery).
            Provisioning → Automatic: Tenant URL = the SCIM address, Secret Token = the token, Test Connection.
            Append ?aadOptscim062020 to the Tenant URL for the newer PATCH dialect; both work.

The mapping of groups to roles: ${scim.configuration}
Ctrl-C stops everything.`;
}
