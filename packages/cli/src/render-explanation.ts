import {
  describeHold,
  type Explanation,
  type GrantReason,
  type HandEdit,
  type RolePath,
  type TargetExplanation,
} from '@scim-superset/provisioner';

/** Writes an explanation for people: every role with every way to it, and what is not as it should be. */
export function renderExplanation({ user, targets }: Explanation): string[] {
  return [
    `${user.userName} (${user.id}) is ${user.active ? 'active' : 'not active'} in the directory`,
    ...targets.flatMap(renderTarget),
  ];
}

function renderTarget(explanation: TargetExplanation): string[] {
  const { target, account, roles, unavailable } = explanation;
  const grants = describeGrants(explanation);
  if (unavailable !== undefined) return ['', `${target}: ${grants}; could not be asked: ${unavailable}`];
  if (account === undefined) return ['', `${target}: ${grants}; no account`, ...renderProblems(explanation)];
  const state = account.active ? 'active' : 'deactivated';
  return [
    '',
    `${target}: ${grants}; account ${account.id} "${account.username}", ${state}`,
    ...roles.flatMap(({ role, paths }) => paths.map((path) => `  ${role}  ← ${describePath(path)}`)),
    ...renderProblems(explanation),
  ];
}

function describeGrants({ grants, excluded }: TargetExplanation): string {
  if (excluded === 'scope') return 'not in the scope of the mapping';
  if (excluded === 'no-grant') return 'no grant, and without one no account is given';
  if (grants.length === 0) return 'no grant';
  return `the grant${grants.length > 1 ? 's' : ''} ${grants.map(({ name }) => `"${name}"`).join(', ')}`;
}

function renderProblems({ missingRoles, differences, hold, failure }: TargetExplanation): string[] {
  // A difference that is held says so itself.
  const held = hold === undefined || differences.some((item) => item.held !== undefined) ? [] : [describeHold(hold)];
  const failed = failure === undefined ? [] : [`attempt ${failure.attempts} failed: ${failure.message}`];
  const missing = missingRoles.map(({ grant, role }) => {
    return `the grant "${grant}" gives the role "${role}", which this Superset does not have`;
  });
  return [...missing, ...differences.map(({ text }) => text), ...held, ...failed].map((line) => `  ! ${line}`);
}

function describePath(path: RolePath): string {
  switch (path.kind) {
    case 'grant':
      return `grant "${path.grant}"  ← ${describeReason(path.reason)}${path.since === undefined ? '' : `  since ${path.since}`}`;
    case 'base':
      return 'the base role, which everybody has';
    case 'direct':
      return `not the provisioner's; ${describeEdit(path, 'gave it')}`;
    case 'group':
      return path.ours
        ? `the provisioner's group "${path.group}", whose grant this user does not have; ${describeEdit(path, addition)}`
        : `the Superset group "${path.group}", which is not the provisioner's; ${describeEdit(path, addition)}`;
  }
}

const addition = 'put the account there';

function describeEdit({ changedBy, changedOn }: HandEdit, deed: string): string {
  if (changedBy === undefined) return `Superset does not know who ${deed}`;
  const when = changedOn === undefined ? '' : ` at ${changedOn} by Superset's clock`;
  return `the account was last edited by ${changedBy}${when}`;
}

function describeReason(reason: GrantReason): string {
  switch (reason.kind) {
    case 'group':
      return `member of the group "${reason.group.displayName}"`;
    case 'filter':
      return `matches ${reason.filter}`;
    case 'when':
      return "the grant's own rule in code";
    case 'held':
      return 'kept, because the loss of it is staged or was rejected';
  }
}
