import type { AccountDifference, AccountItem, SetUpDifference } from './plan-item.ts';

/** The sentence that says what a difference is about. */
export function describeItem(
  item: (Pick<AccountItem, 'user' | 'action'> & AccountDifference) | SetUpDifference,
  target: string,
): string {
  if (!('user' in item)) return describeSetUp(item, target);
  const { userName } = item.user;
  switch (item.kind) {
    case 'create':
      return item.vanished
        ? `${userName} had an account, which is gone from Superset; create it anew with ${list('grant', item.grants)}`
        : `${userName} has no account; create it with ${list('grant', item.grants)}`;
    case 'adopt':
      return `${userName} has an account that was not provisioned; take it over with ${list('grant', item.grants)}`;
    case 'activate':
      return `${userName} is active in the directory and not in Superset`;
    case 'deactivate':
      return `${userName} ${leftBecause[item.reason]} and ${item.reactivated ? 'was reactivated' : 'is still active'} in Superset`;
    case 'update-profile': {
      const parts = item.differences.map(({ member, before, after }) => `${member} "${before}" → "${after}"`);
      return `${userName} has another profile: ${parts.join(', ')}`;
    }
    case 'missing-grant':
      return `${userName} lacks the grant ${item.grant}, which gives ${list('role', item.roles)}`;
    case 'extra-grant':
      return `${userName} is in the group "${item.group}" without having its grant, which gives ${list('role', item.roles)}`;
    case 'extra-group':
      return `${userName} is in the group "${item.group}", which gives ${list('role', item.roles)} that nobody granted`;
    case 'missing-role':
      return `${userName} lacks the role ${item.role}`;
    case 'extra-role':
      return `${userName} has the role ${item.role}, which nobody granted${item.action === 'report' ? ' and the mapping does not manage' : ''}`;
    case 'missing-base-role':
      return `${userName} lacks the base role ${item.role}`;
    case 'conflict':
      return `${userName} cannot be provisioned: ${item.reason}`;
    case 'left-alone':
      return `${userName} has an account in Superset that is left alone: ${leftAloneBecause[item.because]}`;
  }
}

const leftAloneBecause = {
  'service-account': 'it is the service account',
  protected: 'it is among protectedAccounts',
  policy: 'it was not provisioned, and the adoption policy does not take it over',
} as const;

const leftBecause = {
  deleted: 'is not in the directory any more',
  inactive: 'is inactive in the directory',
  excluded: 'gets no account here by the mapping',
} as const;

function describeSetUp(item: SetUpDifference, target: string): string {
  switch (item.kind) {
    case 'base-role-missing':
      return `The base role "${item.role}" is missing`;
    case 'grant-group-missing':
      return `The group "${item.group}" is missing; it gives ${list('role', item.roles)}`;
    case 'grant-group-roles': {
      const lacks = item.missing.length > 0 ? [`lacks ${list('role', item.missing)}`] : [];
      const extra = item.extra.length > 0 ? [`gives ${list('role', item.extra)} that its grant does not`] : [];
      return `The group "${item.group}" ${[...lacks, ...extra].join(' and ')}`;
    }
    case 'orphaned-grant-group':
      return `The group "${item.group}" belongs to no grant of the mapping and gives ${list('role', item.roles)}`;
    case 'foreign-member':
      return `The account "${item.account.username}", which was not provisioned, is in the group "${item.group}"`;
    case 'reactivated-leaver':
      return `The account "${item.account.username}", whose user was deleted from the directory, was reactivated in Superset and has ${list('role', item.roles)}`;
    case 'unknown-role':
      return `Grant "${item.grant}" gives the role "${item.role}", which Superset ${target} does not have`;
    case 'foreign-group':
      return `The group "${item.group}", which is not the provisioner's, gives ${list('role', item.roles)}`;
    case 'unmanaged-account':
      return `The account "${item.account.username}" was not provisioned and has ${list('role', item.roles)}`;
    case 'username-clash': {
      const [ours, ...others] = item.accounts.map(({ username }) => `"${username}"`);
      return `The account ${ours} and ${others.join(' and ')} lock each other out of sign-in: rename or delete all but the first`;
    }
    case 'planted-group': {
      const members = item.members === 1 ? '1 member' : `${item.members} members`;
      return `The group "${item.group}" with ${members} carries ${list('role', item.roles)}: without effect now, and real after an upgrade to 6.0`;
    }
  }
}

function list(noun: string, names: readonly string[]): string {
  if (names.length === 0) return `no ${noun}`;
  return `the ${noun}${names.length > 1 ? 's' : ''} ${names.join(', ')}`;
}
