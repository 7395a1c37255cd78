import type { Explanation, GrantReason, RolePath, TargetExplanation } from '@scim-superset/provisioner';

/** Writes an explanation for people: every role with every way to it, and what is not as it should be. */
export function renderExplanation({ user, grants, targets }: Explanation): string {
  const names = grants.length === 0 ? 'no grant' : `the grants ${grants.map(({ name }) => `"${name}"`).join(', ')}`;
  return [
    `${user.userName} (${user.id}) is ${user.active ? 'active' : 'not active'} in the directory and has ${names}`,
    ...targets.flatMap(renderTarget),
  ].join('\n');
}

function renderTarget({ target, account, roles, differences, failure, unavailable }: TargetExplanation): string[] {
  if (unavailable !== undefined) return ['', `${target}: could not be asked: ${unavailable}`];
  if (account === undefined) return ['', `${target}: no account`, ...renderProblems(differences, failure)];
  return [
    '',
    `${target}: account ${account.id} "${account.username}", ${account.active ? 'active' : 'deactivated'}`,
    ...roles.flatMap(({ role, paths }) => paths.map((path) => `  ${role}  ← ${describePath(path)}`)),
    ...renderProblems(differences, failure),
  ];
}

function renderProblems(
  differences: TargetExplanation['differences'],
  failure: TargetExplanation['failure'],
): string[] {
  const lines = differences.map(({ text }) => `  ! ${text}`);
  if (failure !== undefined) lines.push(`  ! attempt ${failure.attempts} failed: ${failure.message}`);
  return lines;
}

function describePath(path: RolePath): string {
  switch (path.kind) {
    case 'grant':
      return `grant "${path.grant}"  ← ${describeReason(path.reason)}`;
    case 'base':
      return 'the base role, which everybody has';
    case 'direct':
      return `given by hand; ${path.changedBy === undefined ? 'Superset does not know by whom' : `the account was last edited by ${path.changedBy}`}`;
    case 'group':
      return `the Superset group "${path.group}", which no grant of this user accounts for`;
  }
}

function describeReason(reason: GrantReason): string {
  switch (reason.kind) {
    case 'group':
      return `member of the group "${reason.group.displayName}"`;
    case 'filter':
      return `matches ${reason.filter}`;
    case 'when':
      return "the grant's own rule in code";
  }
}
