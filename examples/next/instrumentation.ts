/** Runs once when the server starts, so that work left from last time goes on without waiting for a request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') await import('./instrumentation-node.ts');
}
