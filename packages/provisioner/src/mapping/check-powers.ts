import type { MappingProblem } from './check-mapping.ts';
import type { Holders } from './count-holders.ts';
import type { Grant, RoleMapping } from './role-mapping.ts';
import { isAdminLike, type RolePower } from './role-power.ts';

/** What the grants of a mapping are held against. */
export interface PowersToCheck {
  readonly mapping: RoleMapping;
  readonly holders: Holders;
  /** Of a role by its name; undefined for one that the Superset does not have. */
  readonly powerOf: (role: string) => RolePower | undefined;
}

/** A group with more of the active users than this is a broad rule. */
const broadShare = 0.25;
/** But not below so many holders: in a small company everybody is many. */
const broadFloor = 5;

/**
 * Finds grants that give more than is wise: Admin, or what makes one Admin, by attributes, by code or to many; roles that
 * mint Admin at all; and all data by broad rules.
 */
export function checkPowers({ mapping, holders, powerOf }: PowersToCheck): MappingProblem[] {
  return mapping.grants.flatMap((grant) =>
    grant.roles.flatMap((role) => {
      const power = powerOf(role);
      return power === undefined ? [] : judge(grant, role, power, describeBreadth(grant, holders));
    }),
  );
}

function judge({ name, rule }: Grant, role: string, power: RolePower, breadth: string | undefined): MappingProblem[] {
  if (power.level === 'ordinary') return [];
  const what = power.level === 'admin' ? 'Admin' : `the role "${role}"`;
  const why = describePermissions(power.by);
  const problem = (severity: MappingProblem['severity'], text: string): MappingProblem[] => {
    return [{ severity, grant: name, message: `Grant "${name}" gives ${what} ${text}` }];
  };
  if (!isAdminLike(power)) {
    if (breadth === undefined) return [];
    return problem(
      'warning',
      `${breadth}: its holders read all data${why}. Give a role with access to certain datasets`,
    );
  }
  const minting = power.level === 'admin' ? '' : `, which can make its holders Admin${why}`;
  if (breadth === undefined) {
    if (power.level === 'admin') return [];
    return problem(
      'warning',
      `whose holders can make themselves Admin${why}: take that out of it, or give it as you give Admin`,
    );
  }
  if (rule.kind === 'group') return problem('error', `${breadth}${minting}. Give it to a smaller group`);
  return problem(
    'error',
    `${breadth}${minting}: whoever may edit the attributes it looks at can become Admin. Give it to the members of a group instead`,
  );
}

/** A role like Admin has them all. */
const shownPermissions = 3;

function describePermissions(by: readonly string[]): string {
  if (by.length === 0) return '';
  const more = by.length > shownPermissions ? ` and ${by.length - shownPermissions} more` : '';
  return ` (${by.slice(0, shownPermissions).join(', ')}${more})`;
}

/** How a rule is broad; undefined when it is not. */
function describeBreadth({ name, rule }: Grant, { active, ofGrant }: Holders): string | undefined {
  if (rule.kind === 'filter') return 'by a filter';
  if (rule.kind === 'when') return 'by code';
  const having = ofGrant.get(name) ?? 0;
  return having >= broadFloor && having > active * broadShare ? `to ${having} of ${active} active users` : undefined;
}
