import type { MappingOverrides, RoleMappingInput } from '../../src/index.ts';

/** What somebody is in the directory, kept by the test in its own way. */
export interface Person {
  /** Of the resource; another one after a deletion. Undefined while the person is not in the directory. */
  id: string | undefined;
  /** How often the person was created. */
  lives: number;
  userName: string;
  email: string;
  active: boolean;
  title: string;
}

/** Who gets a grant: members of a group by its name, or everybody with a title. */
type Rule = { readonly group: string } | { readonly title: string };

/** A grant of the model. */
export type GrantModel = { readonly name: string; readonly roles: readonly string[] } & Rule;

/** A mapping in the model's own words. */
export interface MappingModel {
  readonly grants: readonly GrantModel[];
  readonly accountsFor: 'everybody' | 'granted';
  /** What `target1` gives for the grant Sales; undefined: the same. */
  readonly elsewhere: readonly string[] | false | undefined;
}

/** The directory and the mapping as they should be. */
export interface Model {
  readonly people: readonly Person[];
  /** Display names by group id, without those that were deleted. */
  readonly groups: Map<string, string>;
  /** `group/person`, by group id and the person's index. */
  readonly members: Set<string>;
  mapping: MappingModel;
}

/** Ids of the groups that there may be. */
export const groupIds = ['Superset Admins', 'Sales'] as const;

/** A model with an empty directory. */
export function createModel(mapping: MappingModel): Model {
  const people = [0, 1, 2, 3].map((index): Person => {
    const name = `p${index}`;
    return { id: undefined, lives: 0, userName: name, email: `${name}@example.com`, active: true, title: 'None' };
  });
  return { people, groups: new Map(groupIds.map((id) => [id, id])), members: new Set(), mapping };
}

/** The roles that count for a person at a target; undefined when there is to be no active account. */
export function expectedRoles(model: Model, person: Person, target: string): readonly string[] | undefined {
  if (person.id === undefined || !person.active) return undefined;
  const index = model.people.indexOf(person);
  const inGroup = (displayName: string): boolean =>
    [...model.groups].some(
      ([id, name]) => name.toLowerCase() === displayName.toLowerCase() && model.members.has(`${id}/${index}`),
    );
  const grants = grantsAt(model.mapping, target).filter((grant) =>
    'group' in grant ? inGroup(grant.group) : grant.title === person.title,
  );
  if (grants.length === 0 && model.mapping.accountsFor === 'granted') return undefined;
  return [...new Set(grants.flatMap(({ roles }) => roles))].sort();
}

/** The grants that there are at a target. */
export function grantsAt({ grants, elsewhere }: MappingModel, target: string): readonly GrantModel[] {
  if (target !== 'target1' || elsewhere === undefined) return grants;
  return grants.flatMap((grant) => {
    if (grant.name !== 'Sales') return [grant];
    return elsewhere === false ? [] : [{ ...grant, roles: elsewhere }];
  });
}

/** Every role that the mapping names, anywhere. */
export function rolesOf({ grants, elsewhere }: MappingModel): ReadonlySet<string> {
  return new Set([...grants.flatMap(({ roles }) => roles), ...(elsewhere || [])]);
}

/** The mapping as the product takes it. */
export function mappingInput({ grants, accountsFor }: MappingModel): RoleMappingInput {
  return {
    accountsFor,
    protectedAccounts: ['break-glass'],
    grants: grants.map(({ name, roles, ...rule }) =>
      'group' in rule ? { name, roles, group: rule.group } : { name, roles, filter: `title eq "${rule.title}"` },
    ),
  };
}

/** The overrides of a target. */
export function overridesInput({ grants, elsewhere }: MappingModel, target: string): MappingOverrides {
  if (target !== 'target1' || elsewhere === undefined || !grants.some(({ name }) => name === 'Sales')) return {};
  return { grants: { Sales: elsewhere === false ? false : { roles: elsewhere } } };
}
