import type { SupersetUser } from '@scim-superset/superset-client';
import type { DesiredAccount } from '../desired/desired-account.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { isProtected } from './protected-account.ts';
import type { TargetCatalog } from './target-catalog.ts';

/** What may be done with accounts that have the username of a user who has no account. */
export type NamesakeVerdict =
  | { readonly kind: 'none' }
  | { readonly kind: 'adopt'; readonly account: SupersetUser }
  /** Not touched, and the user is not provisioned here. */
  | { readonly kind: 'left-alone'; readonly account: SupersetUser }
  /** One sentence with the remedy. */
  | { readonly kind: 'refused'; readonly account: SupersetUser; readonly reason: string };

/** What {@link judgeNamesake} looks at. */
export interface NamesakeInput {
  /** Name of the target. */
  readonly target: string;
  readonly mapping: RoleMapping;
  readonly catalog: Pick<TargetCatalog, 'self'>;
  readonly userId: string;
  readonly desired: Pick<DesiredAccount, 'active' | 'email'>;
  /** Accounts with the username, regardless of case. */
  readonly namesakes: readonly SupersetUser[];
  /** The user that the first of them belongs to. */
  readonly owner: string | undefined;
  /** Whether this user's account was being created when the process ended. */
  readonly creating: boolean;
}

/** Decides on taking over the account with a user's username, by the adoption policy of the mapping. */
export function judgeNamesake(input: NamesakeInput): NamesakeVerdict {
  const { target, mapping, catalog, desired, owner } = input;
  const [account, ...others] = input.namesakes;
  if (account === undefined) return { kind: 'none' };
  if (input.namesakes.some((each) => isProtected(mapping, catalog, each))) return { kind: 'left-alone', account };
  if (others.length > 0) {
    const names = input.namesakes.map(({ username }) => `"${username}"`).join(' and ');
    const reason = `Superset ${target} has the accounts ${names}, which lock each other out: rename all but one`;
    return { kind: 'refused', account, reason };
  }
  if (owner !== undefined && owner !== input.userId) {
    const reason =
      `The account "${account.username}" in Superset ${target} still belongs to user ${owner}, who was renamed or ` +
      'deleted; it is free as soon as that is applied';
    return { kind: 'refused', account, reason };
  }
  const isOwnWork = input.creating && (account.changedBy ?? catalog.self?.id) === catalog.self?.id;
  const reason = isOwnWork ? undefined : adoptionRefusal({ target, mapping, catalog }, account, desired.email);
  if (reason === undefined) return { kind: 'adopt', account };
  if (mapping.adoption === 'report' || !desired.active) return { kind: 'left-alone', account };
  return { kind: 'refused', account, reason };
}

/** Why an account may not be taken over, as one sentence with the remedy; undefined when it may. */
export function adoptionRefusal(
  { target, mapping, catalog }: Pick<NamesakeInput, 'target' | 'mapping' | 'catalog'>,
  account: SupersetUser,
  email: string | undefined,
): string | undefined {
  const subject = `Superset ${target} has an account "${account.username}" that was not provisioned`;
  if (mapping.adoption !== 'adopt') {
    return `${subject}: rename or remove it, or set "adoption" of the role mapping to "adopt"`;
  }
  if (catalog.self === undefined) {
    return (
      `${subject} and may be the service account, which Superset does not name: grant the service account can_read on ` +
      'CurrentUserRestApi, or sign in with a username and password'
    );
  }
  if (email?.toLowerCase() === account.email.toLowerCase()) return undefined;
  return `${subject} and has another e-mail address: make the addresses equal if it is the same person, or rename it`;
}
