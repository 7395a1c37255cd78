import type { Reply } from './reply.ts';

/** A failure to inject. */
export interface SupersetFault {
  /** Default all methods. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Matches the path without its query. Default all paths. */
  readonly path?: RegExp;
  /** Requests it strikes. Default 1; `Infinity` until taken back. */
  readonly times?: number;
  /** Milliseconds to wait before anything else. Default 0. */
  readonly latencyMs?: number;
  /** Greatest page of lists, as `FAB_API_MAX_PAGE_SIZE` sets it. Default the emulator's own. */
  readonly pageCap?: number;
  /** Whether the request is carried out although its answer is not Superset's. Default false. */
  readonly applied?: boolean;
  /**
   * What comes instead of Superset's answer: a cut connection, silence until the client gives up, the first half of the
   * answer and then a cut connection (for which the request is carried out), or another answer, whose body is a web page
   * if it is text, else JSON. Default Superset's own answer, late.
   */
  readonly answer?:
    | 'reset'
    | 'silence'
    | 'truncated'
    | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };
}

/** The faults that are waiting for requests. */
export interface Faults {
  add(fault: SupersetFault): () => void;
  /** The first fault that strikes this request; counts it. */
  take(method: string, path: string): SupersetFault | undefined;
}

/** Creates an empty set of faults. */
export function createFaults(): Faults {
  const left = new Map<SupersetFault, number>();
  return {
    add(given) {
      // A copy, so that the same object can be injected twice.
      const fault = { ...given };
      left.set(fault, fault.times ?? 1);
      return () => left.delete(fault);
    },
    take(method, path) {
      for (const [fault, times] of left) {
        if (fault.method !== undefined && fault.method !== method) continue;
        if (fault.path !== undefined && !fault.path.test(path)) continue;
        if (times === 1) left.delete(fault);
        else left.set(fault, times - 1);
        return fault;
      }
      return undefined;
    },
  };
}

/** The answer of a fault as the emulator sends it. */
export function faultReply(answer: Exclude<SupersetFault['answer'], string | undefined>): Reply {
  return { status: answer.status, body: answer.body ?? { message: 'Injected fault' }, headers: answer.headers ?? {} };
}
