import {
  type GrantPreview,
  hasChanges,
  type MappingPreview,
  type TargetPreview,
  type UserPreview,
} from '@scim-superset/provisioner';
import { type Align, renderTable } from './terminal.ts';

/** Writes a preview for people: what each role gains and loses, how grants differ, and whom it concerns. */
export function renderPreview(preview: MappingPreview): string[] {
  const head = `Compared for the ${users(preview.users)} of the directory; nothing is changed.`;
  const lines = preview.targets.flatMap((target) => ['', ...renderTarget(target)]);
  const summary = hasChanges(preview) ? [] : ['', 'The two mappings come to the same.'];
  return [head, ...renderUnstored(preview), ...lines, ...summary];
}

function renderUnstored({ notStored }: MappingPreview): string[] {
  if (notStored.length === 0) return [];
  const what = notStored === 'any' ? 'code may look at any attribute' : `${notStored.join(', ')}`;
  return [
    '',
    `! The directory does not store all that this mapping looks at (${what}), so nobody has it here. What follows is without`,
    '  it: have it stored first ("attributes" in the configuration), and the identity provider send all users again.',
  ];
}

function renderTarget(target: TargetPreview): string[] {
  const { accounts, changed, losingAll, failing } = target;
  const title = `${target.target}: ${changed === 0 ? 'nobody' : users(changed)} would change`;
  const sums = [
    ...(losingAll > 0 ? [`${number(losingAll)} lose all their roles`] : []),
    ...(accounts.given > 0 ? [`${number(accounts.given)} get an account`] : []),
    ...(accounts.taken > 0 ? [`${number(accounts.taken)} accounts are switched off`] : []),
  ];
  const failures =
    failing.after > failing.before
      ? [`  ! a "when" throws for ${users(failing.after)}, who would keep what they have`]
      : [];
  return [
    sums.length > 0 ? `${title}: ${sums.join(', ')}` : title,
    ...failures,
    ...renderRoles(target),
    ...renderGrants(target),
    ...renderSettings(target),
    ...renderUsers(target),
  ];
}

function renderRoles({ roles }: TargetPreview): string[] {
  if (roles.length === 0) return [];
  const rows = roles.map(({ role, given, taken }) => [role, count(given, '+'), count(taken, '-')]);
  return section(['role', 'gain it', 'lose it'], rows, ['left', 'right', 'right']);
}

const signs: Readonly<Record<GrantPreview['change'], string>> = { added: '+', removed: '-', changed: '~', same: ' ' };

function renderGrants({ grants }: TargetPreview): string[] {
  const shown = grants.filter(({ change, before, after }) => change !== 'same' || before !== after);
  if (shown.length === 0) return [];
  const rows = shown.map(({ grant, change, before, after }) => {
    return [`${signs[change]} ${grant}`, number(before), number(after), change];
  });
  return section(['  grant', 'users now', 'users then', ''], rows, ['left', 'right', 'right', 'left']);
}

function renderSettings({ settings }: TargetPreview): string[] {
  if (settings.length === 0) return [];
  return [
    '',
    ...settings.map(({ setting, before, after }) => `  ~ ${setting}: ${before || 'none'} → ${after || 'none'}`),
  ];
}

function renderUsers({ examples, changed }: TargetPreview): string[] {
  if (examples.length === 0) return [];
  const rows = examples.map((user) => [user.user.userName, describe(user)]);
  const more = changed - examples.length;
  return [
    ...section(['user', 'would'], rows, ['left', 'left']),
    ...(more > 0 ? [`  and ${number(more)} more; --all lists them`] : []),
  ];
}

function describe({ account, roles, losesAll }: UserPreview): string {
  const given = roles.given.map((role) => `+ ${role}`);
  const taken = roles.taken.map((role) => `- ${role}`);
  const what = { given: ['get an account'], taken: ['lose the account'], kept: losesAll ? ['lose all roles'] : [] }[
    account
  ];
  return [...what, [...given, ...taken].join('  ')].filter((part) => part !== '').join(': ');
}

function section(header: readonly string[], rows: readonly (readonly string[])[], align: readonly Align[]): string[] {
  return ['', ...renderTable(header, rows, align).map((line) => `  ${line}`)];
}

function users(n: number): string {
  return n === 1 ? '1 user' : `${number(n)} users`;
}

function number(n: number): string {
  return n.toLocaleString('en');
}

function count(n: number, sign: string): string {
  return n === 0 ? '' : `${sign}${number(n)}`;
}
