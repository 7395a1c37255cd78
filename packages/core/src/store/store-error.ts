/** What kind of fault a {@link StoreError} is. */
export type StoreErrorCode =
  /** The store was closed before the call. */
  | 'closed'
  /** The data cannot be read or written at the moment: missing folder, no permission, locked, connection lost. */
  | 'unavailable'
  /** No space is left to write to. */
  | 'full'
  /** The data is damaged, or it is not a store's data at all. */
  | 'corrupt'
  /** The data was written by a newer release. */
  | 'version'
  /** A token with this id or hash exists. */
  | 'duplicate';

const brand = Symbol.for('@scim-superset/core/StoreError');

/**
 * A fault of a store itself, never a consequence of what a client sent. The message is for operators: it says what is
 * wrong and what to do about it. `cause` keeps the driver's error.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  static {
    Object.defineProperty(StoreError.prototype, brand, { value: true });
  }

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Recognises a StoreError of any copy of this package. */
  static is(value: unknown): value is StoreError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}
