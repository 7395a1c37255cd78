import type { Filter } from './filter.ts';

/** A node of a filter by its kind. */
export type FilterNode<Kind extends Filter['kind']> = Extract<Filter, { readonly kind: Kind }>;

/** One function for each kind of filter; operands have been visited before. */
export interface FilterVisitor<T> {
  and(operands: readonly T[], filter: FilterNode<'and'>): T;
  or(operands: readonly T[], filter: FilterNode<'or'>): T;
  not(operand: T, filter: FilterNode<'not'>): T;
  comparison(filter: FilterNode<'comparison'>): T;
  present(filter: FilterNode<'present'>): T;
  /**
   * `path[filter]`. The inner filter speaks about one element and is not visited: call {@link visitFilter} on
   * `filter.filter` with a visitor of elements.
   */
  valuePath(filter: FilterNode<'valuePath'>): T;
}

/**
 * Folds a filter from its leaves to its root, for a store that turns it into a query.
 *
 * A store need not translate everything, because `ListQuery.matches` decides in the end; but what it translates must
 * never exclude a resource that `matches` accepts. So let `T` be a condition that the filter *implies*, or `undefined`
 * for none: `and` may drop operands that are `undefined`; `or` is `undefined` as soon as one operand is; `not` may only
 * negate a condition that is *equivalent* to its operand, so a dropped part below it makes it `undefined`.
 * A translation is equivalent when it agrees with {@link compileFilter} on absent attributes, case and multiple values.
 */
export function visitFilter<T>(filter: Filter, visitor: FilterVisitor<T>): T {
  switch (filter.kind) {
    case 'and':
      return visitor.and(visitAll(filter.operands, visitor), filter);
    case 'or':
      return visitor.or(visitAll(filter.operands, visitor), filter);
    case 'not':
      return visitor.not(visitFilter(filter.operand, visitor), filter);
    case 'comparison':
      return visitor.comparison(filter);
    case 'present':
      return visitor.present(filter);
    case 'valuePath':
      return visitor.valuePath(filter);
  }
}

function visitAll<T>(filters: readonly Filter[], visitor: FilterVisitor<T>): readonly T[] {
  return filters.map((filter) => visitFilter(filter, visitor));
}
