import type { ProxiedAnswer, ProxiedRequest } from './proxy.ts';

/** An account that Superset has just made active or inactive. */
export interface Switch {
  readonly account: number;
  readonly active: boolean;
  /** By `performance.now()`, when Superset answered. */
  readonly at: number;
}

/** What Superset has really done, whatever became of its answers. */
export interface SupersetWatch {
  /** The accounts that it has created, by first name; each is a list of one, if all is well. */
  readonly created: ReadonlyMap<string, readonly number[]>;
  readonly switches: readonly Switch[];
  /** How long changes of accounts took it, in milliseconds. */
  readonly writeMs: readonly number[];
  /** Hands a request to Superset. */
  pass(request: ProxiedRequest, on: () => Promise<ProxiedAnswer>): Promise<ProxiedAnswer>;
}

/** Watches what passes to a Superset. */
export function createSupersetWatch(): SupersetWatch {
  const created = new Map<string, number[]>();
  const switches: Switch[] = [];
  const writeMs: number[] = [];

  function note({ method, url, body }: ProxiedRequest, answer: ProxiedAnswer): void {
    const account = /\/security\/users\/(\d*)$/.exec(url)?.[1];
    if (account === undefined || (method !== 'POST' && method !== 'PUT') || answer.status >= 300) return;
    const sent = JSON.parse(body.toString());
    const at = performance.now();
    const id: number = method === 'POST' ? JSON.parse(answer.body.toString()).id : Number(account);
    if (method === 'POST') created.set(sent.first_name, [...(created.get(sent.first_name) ?? []), id]);
    if (typeof sent.active === 'boolean') switches.push({ account: id, active: sent.active, at });
  }

  return {
    created,
    switches,
    writeMs,
    async pass(asked, on) {
      const sentAt = performance.now();
      const answer = await on();
      if (asked.method === 'PUT') writeMs.push(performance.now() - sentAt);
      note(asked, answer);
      return answer;
    },
  };
}
