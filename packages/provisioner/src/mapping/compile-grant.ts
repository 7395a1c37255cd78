import {
  compileFilter,
  filterPaths,
  keepAttributes,
  parseFilter,
  type User,
  userResourceType,
} from '@scim-superset/core';
import { ProvisionerError } from '../provisioner-error.ts';
import type { DirectoryGroup, Grant, GrantInput, GrantReason, GrantRule, GroupSelector } from './role-mapping.ts';

/**
 * Compiles one grant, its filter included.
 *
 * @throws {ProvisionerError} `invalid-mapping` when not exactly one of `group`, `filter` and `when` is given, the filter
 * does not parse, or `attributes` names one that users do not have.
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
    attributes: checkAttributes(name, input.attributes),
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

type Compiled = Pick<Grant, 'rule' | 'attributes' | 'match'>;

function checkAttributes(name: string, paths: readonly string[] | undefined): readonly string[] | 'any' {
  if (paths === undefined) return 'any';
  try {
    keepAttributes(userResourceType, paths);
    return [...paths];
  } catch (cause) {
    throw unusable(`The "attributes" of grant "${name}" are`, cause);
  }
}

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
    attributes: [],
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
  const { matches, attributes } = parse(name, filter);
  return {
    rule: { kind: 'filter', filter },
    attributes,
    match: (user): GrantReason | undefined => (matches(user) ? { kind: 'filter', filter } : undefined),
  };
}

function parse(name: string, text: string): Pick<Grant, 'attributes'> & { matches: (user: User) => boolean } {
  try {
    const filter = parseFilter(text);
    return {
      matches: compileFilter(filter, userResourceType),
      attributes: filterPaths(filter, userResourceType),
    };
  } catch (cause) {
    throw unusable(`The filter of grant "${name}" is`, cause);
  }
}

function unusable(what: string, cause: unknown): ProvisionerError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new ProvisionerError('invalid-mapping', `${what} not usable: ${detail}`, { cause });
}
