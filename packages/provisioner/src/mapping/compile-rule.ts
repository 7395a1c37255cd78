import {
  compileFilter,
  filterPaths,
  keepAttributes,
  parseFilter,
  type User,
  userResourceType,
} from '@scim-superset/core';
import { ProvisionerError } from '../provisioner-error.ts';
import type {
  CompiledRule,
  DirectoryGroup,
  GrantReason,
  GroupSelector,
  UserRule,
  UserRuleInput,
} from './role-mapping.ts';

/**
 * Compiles a rule, its filter included. `subject` is whose rule it is, for messages: `grant "Sales"`.
 *
 * @throws {ProvisionerError} `invalid-mapping` when not exactly one of `group`, `filter` and `when` is given, the filter
 * does not parse, or `attributes` names one that users do not have.
 */
export function compileRule(subject: string, input: UserRuleInput): CompiledRule {
  const given = [input.group, input.filter, input.when].filter((rule) => rule !== undefined).length;
  if (given !== 1) {
    const count = given === 0 ? 'none' : 'more than one';
    throw new ProvisionerError(
      'invalid-mapping',
      `Who is meant by ${subject} must be said by exactly one of "group", "filter" and "when"; it has ${count}`,
    );
  }
  if (input.group !== undefined) return compileGroup(subject, input.group);
  if (input.filter !== undefined) return compileUserFilter(subject, input.filter);
  const when = input.when;
  return {
    rule: { kind: 'when' },
    attributes: checkAttributes(subject, input.attributes),
    match(user, groups) {
      try {
        return when(user, groups) ? { kind: 'when' } : undefined;
      } catch (cause) {
        throw new ProvisionerError(
          'rule-failed',
          `The "when" of ${subject} threw for user ${user.userName}: it has to cope with absent attributes`,
          { cause },
        );
      }
    },
  };
}

function checkAttributes(subject: string, paths: readonly string[] | undefined): readonly string[] | 'any' {
  if (paths === undefined) return 'any';
  try {
    keepAttributes(userResourceType, paths);
    return [...paths];
  } catch (cause) {
    throw unusable(`The "attributes" of ${subject} are`, cause);
  }
}

function compileGroup(subject: string, selector: GroupSelector): CompiledRule {
  const rule = toGroupRule(selector);
  if (rule.value.trim() === '') {
    throw new ProvisionerError('invalid-mapping', `The group of ${subject} has no name: "${rule.by}" is empty`);
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

function toGroupRule(selector: GroupSelector): Extract<UserRule, { kind: 'group' }> {
  if (typeof selector === 'string') return { kind: 'group', by: 'displayName', value: selector };
  if ('displayName' in selector) return { kind: 'group', by: 'displayName', value: selector.displayName };
  if ('externalId' in selector) return { kind: 'group', by: 'externalId', value: selector.externalId };
  return { kind: 'group', by: 'id', value: selector.id };
}

function compileUserFilter(subject: string, filter: string): CompiledRule {
  const { matches, attributes } = parse(subject, filter);
  return {
    rule: { kind: 'filter', filter },
    attributes,
    match: (user): GrantReason | undefined => (matches(user) ? { kind: 'filter', filter } : undefined),
  };
}

function parse(subject: string, text: string): Pick<CompiledRule, 'attributes'> & { matches: (user: User) => boolean } {
  try {
    const filter = parseFilter(text);
    return {
      matches: compileFilter(filter, userResourceType),
      attributes: filterPaths(filter, userResourceType),
    };
  } catch (cause) {
    throw unusable(`The filter of ${subject} is`, cause);
  }
}

function unusable(what: string, cause: unknown): ProvisionerError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new ProvisionerError('invalid-mapping', `${what} not usable: ${detail}`, { cause });
}
