/** Exponential backoff with jitter: a random pause between half of the bound and the bound, which doubles each time. */
export function backoff(attempts: number, firstMs: number, maxMs: number): number {
  // 2 ** 30 is beyond every sensible bound and keeps the product finite.
  const bound = Math.min(maxMs, firstMs * 2 ** Math.min(attempts, 30));
  return Math.round(bound / 2 + (Math.random() * bound) / 2);
}
