/** Superset versions that the emulator can be. */
export type EmulatedVersion = '6.1' | '5.0' | '4.1';

/** In what Superset's versions differ, as far as identity is concerned. */
export interface VersionTraits {
  /** Roles of a group count, and `/security/roles/search/` exists. */
  readonly groupRoles: boolean;
  /** What a PUT of a taken username or e-mail answers. */
  readonly duplicateUserPut: 422 | 500;
  /** What a PUT of a taken group name answers. */
  readonly duplicateGroupPut: 422 | 500;
  /** What a POST of a taken role name answers. */
  readonly duplicateRolePost: 422 | 500;
  /** What a change of a row-level-security rule answers. */
  readonly ruleChanged: 200 | 201;
  /** How the token of a deactivated account is refused. */
  readonly deactivatedToken: 401 | 500;
  /** Whether the text of a database's refusal holds the statement and its parameters. */
  readonly quotesSql: boolean;
  /** What `active` is for an account created without it. */
  readonly activeByDefault: boolean | null;
  /** Whether `/me/` takes a token, asks for a permission, and takes changes. */
  readonly meTakesTokens: boolean;
  /** Whether EXCLUDE_USERS_FROM_LISTS hides accounts from the identity API. */
  readonly hidesUsers: boolean;
  /** Whether API keys can be switched on. */
  readonly knowsApiKeys: boolean;
  /** Which of these show the columns that were asked for; the others show all. */
  readonly choosesColumnsOf: ReadonlySet<'dashboard' | 'chart'>;
  /** What a database without a name answers. */
  readonly databaseInvalid: 400 | 422;
  /** Whether Alpha and Gamma may write groups. */
  readonly everybodyWritesGroups: boolean;
}

const before6: VersionTraits = {
  groupRoles: false,
  duplicateUserPut: 422,
  duplicateGroupPut: 422,
  duplicateRolePost: 422,
  ruleChanged: 201,
  deactivatedToken: 500,
  quotesSql: false,
  activeByDefault: null,
  meTakesTokens: false,
  hidesUsers: false,
  knowsApiKeys: false,
  choosesColumnsOf: new Set(['chart']),
  databaseInvalid: 400,
  everybodyWritesGroups: true,
};

/** The traits of each version. */
export const versionTraits: Readonly<Record<EmulatedVersion, VersionTraits>> = {
  '6.1': {
    groupRoles: true,
    duplicateUserPut: 500,
    duplicateGroupPut: 500,
    duplicateRolePost: 500,
    ruleChanged: 200,
    deactivatedToken: 401,
    quotesSql: true,
    activeByDefault: true,
    meTakesTokens: true,
    hidesUsers: true,
    knowsApiKeys: true,
    choosesColumnsOf: new Set(['dashboard']),
    databaseInvalid: 422,
    everybodyWritesGroups: false,
  },
  '5.0': before6,
  '4.1': before6,
};
