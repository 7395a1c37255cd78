/** Superset versions that the emulator can be. */
export type EmulatedVersion = '6.1' | '5.0' | '4.1';

/** In what Superset's versions differ, as far as identity is concerned. */
export interface VersionTraits {
  /** Roles of a group count, and `/security/roles/search/` exists. */
  readonly groupRoles: boolean;
  /** What a PUT of a taken username or e-mail answers. */
  readonly duplicateUserPut: 422 | 500;
  /** What a POST of a taken role name answers. */
  readonly duplicateRolePost: 422 | 500;
  /** What a change of a row-level-security rule answers. */
  readonly ruleChanged: 200 | 201;
  /** How the token of a deactivated account is refused. */
  readonly deactivatedToken: 401 | 500;
  /** Whether `/me/` needs a permission. */
  readonly meIsProtected: boolean;
  /** Whether Alpha and Gamma may write groups. */
  readonly everybodyWritesGroups: boolean;
}

const before6: VersionTraits = {
  groupRoles: false,
  duplicateUserPut: 422,
  duplicateRolePost: 422,
  ruleChanged: 201,
  deactivatedToken: 500,
  meIsProtected: false,
  everybodyWritesGroups: true,
};

/** The traits of each version. */
export const versionTraits: Readonly<Record<EmulatedVersion, VersionTraits>> = {
  '6.1': {
    groupRoles: true,
    duplicateUserPut: 500,
    duplicateRolePost: 500,
    ruleChanged: 200,
    deactivatedToken: 401,
    meIsProtected: true,
    everybodyWritesGroups: false,
  },
  '5.0': before6,
  '4.1': before6,
};
