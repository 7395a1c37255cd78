/** Keywords that classify a 400 or 409 (RFC 7644 table 9, RFC 9865 table 3). */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

/** What a {@link ScimError} may carry besides status and detail. */
export interface ScimErrorOptions extends ErrorOptions {
  readonly scimType?: ScimType;
  /** Response headers that belong to the error, for example `WWW-Authenticate` or `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
}

const brand = Symbol.for('@scim-superset/core/ScimError');

/**
 * A failure that the SCIM client is told about (RFC 7644 §3.12). `message` becomes `detail`: it names the attribute,
 * what is wrong with it and the remedy, and never contains a secret.
 */
export class ScimError extends Error {
  override readonly name = 'ScimError';
  /** HTTP status, 400–599. */
  readonly status: number;
  readonly scimType: ScimType | undefined;
  readonly headers: Readonly<Record<string, string>>;

  static {
    Object.defineProperty(ScimError.prototype, brand, { value: true });
  }

  constructor(status: number, detail: string, options: ScimErrorOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.scimType = options.scimType;
    this.headers = options.headers ?? {};
  }

  /** Recognises a ScimError of any copy of this package. */
  static is(value: unknown): value is ScimError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}
