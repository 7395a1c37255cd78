/** What a Superset is, and whether the service account can do its work there. */
export interface SupersetProbe {
  /** From 6.0 on roles of a group count and `/security/roles/search/` answers. */
  readonly versionClass: 'since-6.0' | 'before-6.0';
  /** The same as a question: whether roles of a group count. */
  readonly groupRoles: boolean;
  /**
   * Whether an account keeps its password when it is changed. False with a Flask-AppBuilder before 4.7, which an older
   * image of Superset 4.1 or 5.0 can hold: up to 4.6.3 every change hashes the stored hash once more, so that nobody can
   * sign in with the password any more.
   */
  readonly keepsPasswords: boolean;
  /** Permissions the service account lacks, by the names Superset uses, for example `can_put on User`; empty when it can work. */
  readonly missingPermissions: readonly string[];
  /** The account the client signs in as; undefined when Superset does not tell. */
  readonly self: { readonly id: number; readonly username: string } | undefined;
}

/** Whether something can be used. */
export type SupersetFeature =
  /** It works, and what it lists is everything. */
  | { readonly state: 'works' }
  /** It works for a part, for the reason given: the list holds only what the service account may see, or only some can be changed. */
  | { readonly state: 'partly'; readonly reason: string }
  /** The service account lacks these permissions, for example `can_read on Log`. */
  | { readonly state: 'missing'; readonly permissions: readonly string[] }
  /** This Superset does not have it, or it is switched off; `reason` says what would switch it on. */
  | { readonly state: 'absent'; readonly reason: string };

/** What can be used besides accounts and groups, each under the name of the operation. */
export interface SupersetFeatures {
  /** `roles.create` */
  readonly roleCreate: SupersetFeature;
  /** `roles.delete` */
  readonly roleDelete: SupersetFeature;
  /** `roles.permissions` */
  readonly rolePermissions: SupersetFeature;
  /** `roles.setPermissions` */
  readonly roleSetPermissions: SupersetFeature;
  /** `roles.assignments` */
  readonly roleAssignments: SupersetFeature;
  /** `permissions.list` */
  readonly permissions: SupersetFeature;
  /** `rowLevelSecurity.list` */
  readonly rowLevelSecurity: SupersetFeature;
  /** `rowLevelSecurity.create`, `update` and `delete` */
  readonly rowLevelSecurityWrite: SupersetFeature;
  /** `datasets.list`, and `assets.list('dataset')` */
  readonly datasets: SupersetFeature;
  /** `assets.list('dashboard')` */
  readonly dashboards: SupersetFeature;
  /** `assets.list('chart')` */
  readonly charts: SupersetFeature;
  /** `assets.list('report')` */
  readonly reports: SupersetFeature;
  /** `assets.setOwners`, by kind */
  readonly datasetWrite: SupersetFeature;
  readonly dashboardWrite: SupersetFeature;
  readonly chartWrite: SupersetFeature;
  /** `assets.setOwners('report', …)` and `assets.setReportActive` */
  readonly reportWrite: SupersetFeature;
  /** `log.list` */
  readonly log: SupersetFeature;
  /** Whether Superset issues API keys (`FAB_API_KEY_ENABLED`), to sign in where an identity provider signs people in. */
  readonly apiKeys: SupersetFeature;
}
