import type { enterpriseUserUrn } from './urns.ts';

/** Server-maintained metadata of a resource (RFC 7643 §3.1). */
export interface ResourceMeta {
  readonly resourceType?: string;
  /** RFC 3339 instant. */
  readonly created?: string;
  /** RFC 3339 instant. */
  readonly lastModified?: string;
  readonly location?: string;
  /** Weak entity tag, for example `W/"3"`. */
  readonly version?: string;
}

/** Any SCIM resource in its JSON form: attribute names are canonical, extensions sit under their schema URN. */
export interface ScimResource {
  readonly schemas?: readonly string[];
  readonly id?: string;
  readonly externalId?: string;
  readonly meta?: ResourceMeta;
  readonly [attribute: string]: unknown;
}

/** One element of a multi-valued attribute such as `emails` (RFC 7643 §2.4). */
export interface MultiValue {
  readonly value?: string;
  readonly display?: string;
  readonly type?: string;
  readonly primary?: boolean;
}

/** The components of a person's name (RFC 7643 §4.1.1). */
export interface UserName {
  readonly formatted?: string;
  readonly familyName?: string;
  readonly givenName?: string;
  readonly middleName?: string;
  readonly honorificPrefix?: string;
  readonly honorificSuffix?: string;
}

/** A postal address of a user (RFC 7643 §4.1.2). */
export interface UserAddress {
  readonly formatted?: string;
  readonly streetAddress?: string;
  readonly locality?: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly country?: string;
  readonly type?: string;
  readonly primary?: boolean;
}

/** Attributes of the enterprise User extension (RFC 7643 §4.3). */
export interface EnterpriseUser {
  readonly employeeNumber?: string;
  readonly costCenter?: string;
  readonly organization?: string;
  readonly division?: string;
  readonly department?: string;
  readonly manager?: { readonly value?: string; readonly $ref?: string; readonly displayName?: string };
}

/** A User resource (RFC 7643 §4.1) with the enterprise extension. */
export interface User extends ScimResource {
  readonly userName: string;
  readonly name?: UserName;
  readonly displayName?: string;
  readonly nickName?: string;
  readonly profileUrl?: string;
  readonly title?: string;
  readonly userType?: string;
  readonly preferredLanguage?: string;
  readonly locale?: string;
  readonly timezone?: string;
  readonly active?: boolean;
  readonly emails?: readonly MultiValue[];
  readonly phoneNumbers?: readonly MultiValue[];
  readonly ims?: readonly MultiValue[];
  readonly photos?: readonly MultiValue[];
  readonly addresses?: readonly UserAddress[];
  readonly groups?: readonly GroupReference[];
  readonly entitlements?: readonly MultiValue[];
  readonly roles?: readonly MultiValue[];
  readonly x509Certificates?: readonly MultiValue[];
  readonly [enterpriseUserUrn]?: EnterpriseUser;
}

/** A group that a user belongs to, as the read-only `groups` attribute shows it (RFC 7643 §4.1.2). */
export interface GroupReference {
  readonly value: string;
  readonly display?: string;
  readonly $ref?: string;
  /** `direct`: the user is a member; `indirect`: a group the user is in is a member. */
  readonly type?: 'direct' | 'indirect';
}

/** One member of a group (RFC 7643 §4.2). */
export interface GroupMember {
  readonly value: string;
  readonly display?: string;
  readonly $ref?: string;
  readonly type?: 'User' | 'Group';
}

/** A Group resource (RFC 7643 §4.2). */
export interface Group extends ScimResource {
  readonly displayName: string;
  readonly members?: readonly GroupMember[];
}
