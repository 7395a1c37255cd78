/** Whether two lists hold the same ids, whatever their order. */
export function sameIds(a: readonly number[], b: readonly number[]): boolean {
  const wanted = new Set(b);
  return new Set(a).size === wanted.size && a.every((id) => wanted.has(id));
}
