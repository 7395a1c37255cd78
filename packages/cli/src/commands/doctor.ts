import { type Lag, type Store, silentLogger } from '@scim-superset/core';
import type { Provisioner, Target } from '@scim-superset/provisioner';
import { SupersetError } from '@scim-superset/superset-client';
import { openService } from '../service.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `scim-superset doctor`. */
export interface DoctorOptions {
  readonly config: string;
}

/** Something that was looked at; a warning is ok, and worth a look. */
interface Finding {
  readonly warning?: boolean;
  readonly ok: boolean;
  readonly text: string;
}

/** Checks tokens, every Superset, the lag and the mapping. Returns the exit code: 0 when all is well. */
export async function doctor(options: DoctorOptions, terminal: Terminal): Promise<number> {
  const { configuration, store, targets, provisioner, close } = await openService(options.config, silentLogger);
  try {
    const answers = await Promise.all(targets.map(checkAnswer));
    const findings = [
      { ok: true, text: `configuration: store ${configuration.store}, ${targets.length} Superset(s)` },
      await checkTokens(store),
      ...answers,
      ...(await provisioner.status()).map(({ target, lag }) => checkLag(target, lag)),
      // Asking a Superset that is down once more would only take time.
      ...(answers.every(({ ok }) => ok) ? await checkMapping(provisioner) : []),
    ];
    for (const finding of findings) terminal.out(`${signOf(finding)} ${finding.text}`);
    return findings.every(({ ok }) => ok) ? 0 : 1;
  } finally {
    await close();
  }
}

function signOf({ ok, warning }: Finding): string {
  if (!ok) return '✘';
  return warning ? '!' : '✔';
}

async function checkTokens({ tokens }: Store): Promise<Finding> {
  const valid = (await tokens.list()).filter(
    ({ revokedAt, expiresAt }) => revokedAt === undefined && Date.parse(expiresAt) > Date.now(),
  );
  if (valid.length > 0) return { ok: true, text: `tokens: ${valid.length} valid` };
  return { ok: false, text: 'tokens: none is valid; issue one with: scim-superset token create NAME' };
}

async function checkAnswer({ name, superset }: Target): Promise<Finding> {
  try {
    await superset.probe();
    return { ok: true, text: `${name}: answers at ${superset.url}` };
  } catch (error) {
    if (!SupersetError.is(error)) throw error;
    return { ok: false, text: `${name}: ${error.message}` };
  }
}

function checkLag(target: string, { pending, urgent, failing, oldest, lastFailure }: Lag): Finding {
  if (pending === 0) return { ok: true, text: `${target}: nobody waits to be brought in line` };
  const since = oldest === undefined ? '' : `, the oldest for ${Math.round((Date.now() - oldest) / 1000)} s`;
  const users = pending === 1 ? '1 user waits' : `${pending} users wait`;
  const why = lastFailure === undefined ? '' : `; last failure: ${lastFailure}`;
  const text = `${target}: ${users} to be brought in line (${urgent} urgent, ${failing} failing${since})${why}`;
  return { ok: false, text };
}

async function checkMapping(provisioner: Provisioner): Promise<Finding[]> {
  const problems = await provisioner.check();
  if (problems.length === 0) return [{ ok: true, text: 'mapping: every role and every group exists' }];
  return problems.map(({ severity, message }) => {
    const warning = severity === 'warning';
    return { ok: warning, warning, text: `mapping: ${message}` };
  });
}
