import type { LeaverDifference, MonitorDifference, RoleDifference } from './drift-item.ts';

const shownPermissions = 5;

/** The sentence that says what a difference is about. */
export function describeWatch(item: RoleDifference | MonitorDifference | LeaverDifference): string {
  switch (item.kind) {
    case 'role-permissions': {
      const added = item.added.length > 0 ? [`got ${list(item.added)}`] : [];
      const removed = item.removed.length > 0 ? [`lost ${list(item.removed)}`] : [];
      return `The role ${item.role} ${[...added, ...removed].join(' and ')} since its permissions were last accepted`;
    }
    case 'role-renamed':
      return `The role ${item.role} is called ${item.name} now: name it so in the mapping, or rename it back`;
    case 'role-deleted':
      return item.recreated
        ? `The role ${item.role} was deleted and made anew: accounts and rules that had the old one have none`
        : `The role ${item.role} was deleted`;
    case 'rule-role-deleted':
      return item.filterType === 'Regular'
        ? `The row-level-security rule "${item.rule}" named the role ${item.role}, which was deleted: those who had it see rows that were filtered`
        : `The row-level-security rule "${item.rule}" exempted the role ${item.role}, which was deleted: it filters for those who had it`;
    case 'rule-without-roles':
      return `The row-level-security rule "${item.rule}" names no role, so it filters for nobody`;
    case 'sign-in-overwrites': {
      const setting = item.what === 'roles' ? 'AUTH_ROLES_SYNC_AT_LOGIN' : 'AUTH_GROUPS_SYNC_AT_LOGIN';
      return (
        `${item.users} users lose the same ${item.what} again and again although nobody edits their accounts: ` +
        `switch ${setting} off in superset_config.py, which lets every sign-in overwrite them`
      );
    }
    case 'leaver-alert-running': {
      const owners = item.accounts.map(({ username }) => username).join(' and ');
      const others = item.shared ? 'somebody active owns it, too' : 'nobody active owns it';
      return `Superset runs the alert or report "${item.report.name}" of ${owners}, who left; ${others}`;
    }
    case 'ignore-expired':
      return `The rule that ignored findings until ${item.until} ("${item.reason}") has expired: renew or remove it`;
  }
}

function list(permissions: readonly string[]): string {
  const more = permissions.length - shownPermissions;
  const shown = permissions.slice(0, shownPermissions).join(', ');
  return more > 0 ? `${shown} and ${more} more permissions` : shown;
}
