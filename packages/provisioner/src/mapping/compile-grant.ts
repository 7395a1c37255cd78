import { compileFilter, type User, userResourceType } from '@scim-superset/core';
import { ProvisionerError } from '../provisioner-error.ts';
import type { DirectoryGroup, Grant, GrantInput, GrantReason, GrantRule, GroupSelector } from './role-mapping.ts';

/**
 * Compiles one grant, its filter included.
 *
 * @throws {ProvisionerError} `invalid-mapping` when not exactly one of `group`, `filter` and `when` is given, or the
 * filter does not parse.
 */
export function compileGrant(input: GrantInput): Grant {
  const { name } = input;
  const given = [input.group, input.filter, input.when].filter((rule) => rule !== undefined).length;
  if (given !== 1) {
    const count = given === 0 ? 'none' : 'more than one';
    throw new ProvisionerError(
      'invalid-mapping',
      `Grant "${name}" must say who gets it by exactly one of "group", "filter" and "when"; it has ${count}`,
    );
  }
  const common = { name, roles: [...new Set(input.roles)] };
  if (input.group !== undefined) return { ...common, ...compileGroup(name, input.group) };
  if (input.filter !== undefined) return { ...common, ...compileUserFilter(name, input.filter) };
  const when = input.when;
  return {
    ...common,
    rule: { kind: 'when' },
    match(user, groups) {
      try {
        return when(user, groups) ? { kind: 'when' } : undefined;
      } catch (cause) {
        throw new ProvisionerError(
          'rule-failed',
          `The "when" of grant "${name}" threw for user ${user.userName}: it has to cope with absent attributes`,
          { cause },
        );
      }
    },
  };
}

type Compiled = Pick<Grant, 'rule' | 'match'>;

function compileGroup(name: string, selector: GroupSelector): Compiled {
  const rule = toGroupRule(selector);
  if (rule.value.trim() === '') {
    throw new ProvisionerError('invalid-mapping', `Grant "${name}" names no group: "${rule.by}" is empty`);
  }
  const wanted = rule.by === 'displayName' ? rule.value.toLowerCase() : rule.value;
  const matches = (group: DirectoryGroup): boolean =>
    rule.by === 'displayName' ? group.displayName.toLowerCase() === wanted : group[rule.by] === wanted;
  return {
    rule,
    match(_user, groups): GrantReason | undefined {
      const group = groups.find(matches);
      return group && { kind: 'group', group };
    },
  };
}

function toGroupRule(selector: GroupSelector): Extract<GrantRule, { kind: 'group' }> {
  if (typeof selector === 'string') return { kind: 'group', by: 'displayName', value: selector };
  if ('displayName' in selector) return { kind: 'group', by: 'displayName', value: selector.displayName };
  if ('externalId' in selector) return { kind: 'group', by: 'externalId', value: selector.externalId };
  return { kind: 'group', by: 'id', value: selector.id };
}

function compileUserFilter(name: string, filter: string): Compiled {
  const matches = parse(name, filter);
  return {
    rule: { kind: 'filter', filter },
    match: (user): GrantReason | undefined => (matches(user) ? { kind: 'filter', filter } : undefined),
  };
}

function parse(name: string, filter: string): (user: User) => boolean {
  try {
    return compileFilter(filter, userResourceType);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new ProvisionerError('invalid-mapping', `The filter of grant "${name}" is not usable: ${detail}`, { cause });
  }
}
