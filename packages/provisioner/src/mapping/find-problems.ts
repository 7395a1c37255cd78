import type { ResourceStore } from '@scim-superset/core';
import type { CallOptions } from '@scim-superset/superset-client';
import type { StoredAttributes } from '../stored-attributes.ts';
import type { TargetContext } from '../target/target-context.ts';
import { checkGroups } from './check-groups.ts';
import { checkMapping, type MappingProblem } from './check-mapping.ts';
import { checkReach } from './check-reach.ts';
import { checkStoredAttributes } from './check-stored-attributes.ts';
import { countHolders, type Holders } from './count-holders.ts';

/** How to check. */
export interface CheckOptions extends CallOptions {
  /** Targets that are known not to answer: of these only what the directory tells is checked. Default none. */
  readonly down?: readonly string[];
}

/** What is checked. */
export interface Checked {
  readonly contexts: readonly TargetContext[];
  readonly store: ResourceStore;
  readonly storedAttributes: StoredAttributes;
}

/** Holds the mappings of all targets against the Supersets and the directory, in that order. Writes nothing. */
export async function findProblems(
  { contexts, store, storedAttributes }: Checked,
  { down = [], ...call }: CheckOptions,
): Promise<MappingProblem[]> {
  const mappings = contexts.map(({ mapping }) => mapping);
  const holders = await countHolders(store, mappings);
  const perTarget = contexts.map((context) => {
    const its = holders.get(context.mapping) ?? nobody;
    return checkMapping({ context, holders: its, isDown: down.includes(context.name) }, call);
  });
  const [live, groups, stored] = await Promise.all([
    Promise.all(perTarget),
    checkGroups(store, mappings),
    storedAttributes === 'all' ? [] : checkStoredAttributes(store, mappings),
  ]);
  const groupless = new Set(groups.map(({ grant }) => grant));
  const reach = [...holders].flatMap(([mapping, its]) => {
    const concerned = contexts.filter((context) => context.mapping === mapping);
    const problems = checkReach(mapping, its).filter(({ grant }) => !groupless.has(grant));
    return concerned.length === contexts.length ? problems : problems.flatMap((problem) => forEach(concerned, problem));
  });
  return [...merge(live, contexts.length), ...groups, ...reach, ...stored];
}

/** What is the same at every target is said once. */
function merge(live: readonly (readonly MappingProblem[])[], targets: number): MappingProblem[] {
  const problems = live.flat();
  const alike = Map.groupBy(problems, ({ severity, grant, message }) => JSON.stringify([severity, grant, message]));
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined || targets === 1 || others.length + 1 < targets)
      return [...(first ? [first] : []), ...others];
    const { target: _target, ...shared } = first;
    return [shared];
  });
}

const nobody: Holders = { active: 0, ofGrant: new Map(), ofBoth: new Map() };

function forEach(contexts: readonly TargetContext[], problem: MappingProblem): MappingProblem[] {
  return contexts.map(({ name: target }) => ({ ...problem, target }));
}
