/** Comparison operators (RFC 7644 table 3), lower-case. */
export type ComparisonOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

/** A literal to compare with: a JSON value that is no object or array (RFC 7644 figure 1). */
export type FilterValue = string | number | boolean | null;

/** A parsed filter (RFC 7644 §3.4.2.2). Attribute paths are kept as written; binding to a schema happens later. */
export type Filter =
  | { readonly kind: 'and'; readonly operands: readonly Filter[] }
  | { readonly kind: 'or'; readonly operands: readonly Filter[] }
  | { readonly kind: 'not'; readonly operand: Filter }
  /** `path op value` */
  | {
      readonly kind: 'comparison';
      readonly path: string;
      readonly operator: ComparisonOperator;
      readonly value: FilterValue;
    }
  /** `path pr` */
  | { readonly kind: 'present'; readonly path: string }
  /** `path[filter]`: one element of a multi-valued attribute satisfies the whole inner filter. */
  | { readonly kind: 'valuePath'; readonly path: string; readonly filter: Filter };
