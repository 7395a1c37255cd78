import type { MappingProblem } from './check-mapping.ts';
import { coverKey, type Holders } from './count-holders.ts';
import type { Grant, RoleMapping } from './role-mapping.ts';

/**
 * Finds grants that nobody has, with the roles that nobody can get therefore, and grants that give nobody more than another
 * one does. Both are as the directory is now; of an empty one nothing can be said.
 */
export function checkReach(mapping: RoleMapping, holders: Holders): MappingProblem[] {
  if (holders.active === 0) return [];
  const { grants } = mapping;
  const isHeld = ({ name }: Grant): boolean => (holders.ofGrant.get(name) ?? 0) > 0;
  const reached = new Set(grants.filter(isHeld).flatMap(({ roles }) => roles));
  return grants.flatMap((grant, index): MappingProblem[] => {
    if (!isHeld(grant)) return [unheld(grant, reached)];
    const broader = grants.find((other, place) => other !== grant && covers(other, place < index, grant, holders));
    return broader === undefined ? [] : [redundant(grant, broader)];
  });
}

const reasons = {
  group: 'its group has no active member',
  filter: 'no active user matches its filter',
  when: 'its code matches no active user',
} as const;

function unheld({ name, roles, rule }: Grant, reached: ReadonlySet<string>): MappingProblem {
  const lost = roles.filter((role) => !reached.has(role));
  const nobody = lost.length === 0 ? '' : `, and so nobody gets ${lost.join(', ')}`;
  const message = `Nobody has the grant "${name}" now, because ${reasons[rule.kind]}${nobody}. Leave it if people are to come; correct or remove it otherwise`;
  return { severity: 'warning', grant: name, message };
}

/** Of two that are the same the later one is redundant. */
function covers(other: Grant, isEarlier: boolean, grant: Grant, { ofGrant, ofBoth }: Holders): boolean {
  const having = ofGrant.get(grant.name) ?? 0;
  if (ofBoth.get(coverKey(grant.name, other.name)) !== having) return false;
  const isSame = ofGrant.get(other.name) === having && other.roles.length === grant.roles.length;
  return !isSame || isEarlier;
}

function redundant({ name }: Grant, broader: Grant): MappingProblem {
  const message = `Grant "${name}" gives nobody more than they have: all who have it have "${broader.name}", too, which gives the same roles. Remove one, unless they are to part`;
  return { severity: 'warning', grant: name, message };
}
