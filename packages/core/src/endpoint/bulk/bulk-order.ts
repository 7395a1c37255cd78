/** In which order operations run. */
export interface BulkOrder {
  /** Indexes: as given, except that what an operation refers to comes before it. */
  readonly order: readonly number[];
  /** Indexes of operations that refer to each other in a circle. */
  readonly circular: ReadonlySet<number>;
}

interface Visit {
  readonly index: number;
  readonly pending: number[];
}

/** Orders operations by their references, given as the indexes each one depends on. */
export function orderOperations(dependencies: readonly (readonly number[])[]): BulkOrder {
  const order: number[] = [];
  const circular = new Set<number>();
  const seen = new Set<number>();
  for (const start of dependencies.keys()) {
    if (seen.has(start)) continue;
    // A stack instead of recursion: a chain of references may be as long as the request.
    const stack: Visit[] = [open(start)];
    for (let visit = stack.at(-1); visit !== undefined; visit = stack.at(-1)) {
      const next = visit.pending.pop();
      if (next === undefined) {
        order.push(visit.index);
        stack.pop();
      } else if (!seen.has(next)) {
        stack.push(open(next));
      } else {
        const from = stack.findIndex(({ index }) => index === next);
        if (from >= 0) for (const { index } of stack.slice(from)) circular.add(index);
      }
    }
  }
  return { order, circular };

  function open(index: number): Visit {
    seen.add(index);
    return { index, pending: [...(dependencies[index] ?? [])].reverse() };
  }
}
