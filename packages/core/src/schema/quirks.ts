/**
 * What identity providers do although the RFCs say otherwise. Each is accepted by default and can be switched off
 * alone; `strictQuirks` switches all of them off.
 */
export interface Quirks {
  /** `"True"` and `"False"` stand for booleans (Entra, also in `roles[].primary`). */
  readonly booleanStrings: boolean;
  /** PATCH `remove` with a `value` list, on `members` or any other list, removes just those values (Entra, authentik). */
  readonly removeByValue: boolean;
  /** `add`/`replace` on `emails[type eq "work"].value` creates the element when there is none (Entra). */
  readonly createMissingElement: boolean;
  /** A pathless PATCH value may have keys such as `name.givenName` and `URN:attribute` (Entra). */
  readonly dottedKeys: boolean;
  /** `manager`, or any other single-valued complex attribute with a `value`, may be a bare string (Entra). */
  readonly bareManager: boolean;
  /** Schema URIs that are not known are dropped instead of refused (Entra's group schema, misspelt URNs). */
  readonly unknownSchemas: boolean;
  /** Attributes that are not known are dropped instead of refused (Entra sends `department` at the top level). */
  readonly unknownAttributes: boolean;
  /** A single value for a multi-valued attribute counts as a list of one, a list of one for a single-valued as its element. */
  readonly looseCardinality: boolean;
  /** Read-only attributes within a PATCH value, not as its `path`, are passed over (Okta and authentik send `id`). */
  readonly readOnlyInPatch: boolean;
  /** Filter values may lack their quotes: `externalId eq jyoung` (an Entra document, one authentik release). */
  readonly unquotedFilterValues: boolean;
  /** `Authorization` may hold the token without `Bearer` (Okta's header mode). */
  readonly tokenWithoutScheme: boolean;
  /** Members that do not exist are passed over and audited, unless none of those to add exists (Okta never retries a 400). */
  readonly unknownMembers: boolean;
  /** POST of a user who exists but is inactive reactivates and replaces that user (Okta, Entra). */
  readonly reactivateByPost: boolean;
}

/** All quirks accepted: the default. */
export const lenientQuirks: Quirks = {
  booleanStrings: true,
  removeByValue: true,
  createMissingElement: true,
  dottedKeys: true,
  bareManager: true,
  unknownSchemas: true,
  unknownAttributes: true,
  looseCardinality: true,
  readOnlyInPatch: true,
  unquotedFilterValues: true,
  tokenWithoutScheme: true,
  unknownMembers: true,
  reactivateByPost: true,
};

/** No quirk accepted: what deviates from RFC 7643 and RFC 7644 is refused. */
export const strictQuirks: Quirks = {
  booleanStrings: false,
  removeByValue: false,
  createMissingElement: false,
  dottedKeys: false,
  bareManager: false,
  unknownSchemas: false,
  unknownAttributes: false,
  looseCardinality: false,
  readOnlyInPatch: false,
  unquotedFilterValues: false,
  tokenWithoutScheme: false,
  unknownMembers: false,
  reactivateByPost: false,
};
