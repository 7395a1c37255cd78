/** Whether two lists hold the same ids in any order. */
export function sameIds(left: readonly number[], right: readonly number[]): boolean {
  const wanted = new Set(left);
  const found = new Set(right);
  return wanted.size === found.size && wanted.isSubsetOf(found);
}
