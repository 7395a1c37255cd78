import { type Lag, silentLogger } from '@scim-superset/core';
import { SupersetError } from '@scim-superset/superset-client';
import { openService } from '../service.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `scim-superset doctor`. */
export interface DoctorOptions {
  readonly config: string;
}

/** Checks configuration, store, every Superset, the mapping and the lag. Returns the exit code: 0 when all is well. */
export async function doctor(options: DoctorOptions, terminal: Terminal): Promise<number> {
  const service = await openService(options.config, silentLogger);
  try {
    let healthy = true;
    const report = (ok: boolean, text: string): void => {
      healthy &&= ok;
      terminal.out(`${ok ? '✔' : '✘'} ${text}`);
    };
    report(
      true,
      `configuration: ${service.configuration.targets.length} Superset(s), store ${service.configuration.store}`,
    );
    const tokens = (await service.store.tokens.list()).filter(
      (token) => token.revokedAt === undefined && Date.parse(token.expiresAt) > Date.now(),
    );
    report(
      tokens.length > 0,
      tokens.length > 0
        ? `tokens: ${tokens.length} valid`
        : 'tokens: none is valid; issue one with: scim-superset token create NAME',
    );
    let allAnswer = true;
    for (const { name, superset } of service.targets) {
      const failure = await superset.probe().then(
        () => undefined,
        (error: unknown) => (SupersetError.is(error) ? error.message : String(error)),
      );
      allAnswer &&= failure === undefined;
      report(failure === undefined, `${name}: ${failure === undefined ? `answers at ${superset.url}` : failure}`);
    }
    for (const { target, lag } of await service.provisioner.status())
      report(lag.pending === 0, describeLag(target, lag));
    if (!allAnswer) {
      terminal.out('  mapping: not checked, because that needs every Superset');
      return 1;
    }
    const problems = await service.provisioner.check();
    for (const problem of problems) report(problem.severity !== 'error', `mapping: ${problem.message}`);
    if (problems.length === 0) report(true, 'mapping: every role exists');
    return healthy ? 0 : 1;
  } finally {
    await service.close();
  }
}

function describeLag(target: string, { pending, urgent, failing, oldest, lastFailure }: Lag): string {
  if (pending === 0) return `${target}: in step with the directory`;
  const since = oldest === undefined ? '' : `, the oldest for ${Math.round((Date.now() - oldest) / 1000)} s`;
  const users = pending === 1 ? '1 user waits' : `${pending} users wait`;
  const why = lastFailure === undefined ? '' : `; last failure: ${lastFailure}`;
  return `${target}: ${users} to be brought in line (${urgent} urgent, ${failing} failing${since})${why}`;
}
