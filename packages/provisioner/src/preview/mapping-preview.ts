/** What would become of one user's access at a target. */
export interface UserPreview {
  readonly target: string;
  readonly user: { readonly id: string; readonly userName: string };
  /**
   * `given`: an account is made or switched on; `taken`: it is switched off. Who has none now and none then does not
   * appear.
   */
  readonly account: 'given' | 'taken' | 'kept';
  /** Superset roles by name, sorted. A role that comes through another grant too is not taken. */
  readonly roles: { readonly given: readonly string[]; readonly taken: readonly string[] };
  /** Whether the user has roles now and none then, the base role left aside. */
  readonly losesAll: boolean;
}

/** How many users a role is given to and taken from. */
export interface RolePreview {
  readonly role: string;
  readonly given: number;
  readonly taken: number;
}

/** How a grant differs, and how many active users have it. */
export interface GrantPreview {
  readonly grant: string;
  /** `changed`: other roles, or another rule. */
  readonly change: 'added' | 'removed' | 'changed' | 'same';
  readonly before: number;
  readonly after: number;
}

/** A part of the mapping besides its grants that differs, as text. */
export interface SettingPreview {
  readonly setting: 'accountsFor' | 'adoption' | 'baseRole' | 'groupPrefix' | 'protectedAccounts' | 'scope';
  readonly before: string;
  readonly after: string;
}

/** What a mapping would change at one target. */
export interface TargetPreview {
  readonly target: string;
  /** Users whose account or roles change. */
  readonly changed: number;
  readonly accounts: { readonly given: number; readonly taken: number };
  /** Users of whom {@link UserPreview.losesAll} is true. */
  readonly losingAll: number;
  /** Roles that anybody gains or loses, by name. */
  readonly roles: readonly RolePreview[];
  /** All grants of either mapping, the candidate's order first. */
  readonly grants: readonly GrantPreview[];
  readonly settings: readonly SettingPreview[];
  /** Users for whom a `when` throws: they keep what they have until it is corrected. */
  readonly failing: { readonly before: number; readonly after: number };
  /** The first of the changed users, those who lose most before others; at most {@link PreviewOptions.examples}. */
  readonly examples: readonly UserPreview[];
}

/** What another mapping would change, for the directory as it is. */
export interface MappingPreview {
  /** Users in the directory, inactive ones included. */
  readonly users: number;
  readonly targets: readonly TargetPreview[];
  /**
   * Attributes that the candidate looks at and the directory does not store yet, so that nobody seems to have a value; `any`
   * when code may look at all of them.
   */
  readonly notStored: readonly string[] | 'any';
}

/** Whether anybody's access or the set-up of a Superset would change. */
export function hasChanges(preview: MappingPreview): boolean {
  return preview.targets.some(
    ({ changed, grants, settings }) =>
      changed > 0 || settings.length > 0 || grants.some(({ change }) => change !== 'same'),
  );
}
