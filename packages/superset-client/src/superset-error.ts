/** Why a call to Superset failed. */
export type SupersetErrorCode =
  /** A unique value is taken. */
  | 'conflict'
  | 'not-found'
  /** This Superset has no such API: it is older, or it is switched off. */
  | 'absent'
  /** Superset refused the input. */
  | 'validation'
  /** The credentials are wrong, expired or of a deactivated account. */
  | 'unauthorised'
  /** The account lacks a permission. */
  | 'forbidden'
  | 'rate-limited'
  /** No connection, no answer in time, or a 5xx. */
  | 'unavailable'
  /** An answer that does not look like Superset's. */
  | 'protocol';

/** What a {@link SupersetError} carries besides its message. */
export interface SupersetErrorOptions extends ErrorOptions {
  /** HTTP status, if there was an answer. */
  readonly status?: number;
  /** Whether the request may have been carried out although it failed. */
  readonly maybeApplied?: boolean;
  /** The member that a `conflict` or `validation` is about, if known. */
  readonly attribute?: string;
  /** How long Superset, or a proxy before it, asks to wait. */
  readonly retryAfterMs?: number;
}

const brand = Symbol.for('@scim-superset/superset-client/SupersetError');

/** A failed call to Superset. The message holds no SQL, parameters or secrets. */
export class SupersetError extends Error {
  override readonly name = 'SupersetError';
  readonly code: SupersetErrorCode;
  readonly status: number | undefined;
  readonly maybeApplied: boolean;
  readonly attribute: string | undefined;
  readonly retryAfterMs: number | undefined;

  static {
    Object.defineProperty(SupersetError.prototype, brand, { value: true });
  }

  constructor(code: SupersetErrorCode, message: string, options: SupersetErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status;
    this.maybeApplied = options.maybeApplied ?? false;
    this.attribute = options.attribute;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Recognises a SupersetError of any copy of this package. */
  static is(value: unknown): value is SupersetError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}
