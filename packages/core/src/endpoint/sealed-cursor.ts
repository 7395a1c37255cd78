import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { ScimError } from '../message/scim-error.ts';

/** Where a walk through a list goes on. */
export interface CursorPosition {
  /** Sequence of the last resource that was returned. */
  readonly after: number;
  /** Which of the listed resource types the walk has come to. */
  readonly type: number;
  /** The value the last resource was sorted by; absent when the walk is not sorted, null when it had no value. */
  readonly value?: string | number | boolean | null;
  /** What the first page counted: `totalResults` of the whole walk. */
  readonly total: number;
  /** `count` of the first page. */
  readonly count: number;
}

/** Turns positions into cursors (RFC 9865) and back. */
export interface CursorSeal {
  /** A cursor for the next page of the query. */
  seal(position: CursorPosition, query: string): string;
  /**
   * The position in a cursor.
   *
   * @throws {ScimError} 400 `invalidCursor` when the cursor was not sealed here for this query, `expiredCursor` when
   * it is too old.
   */
  open(cursor: string, query: string): CursorPosition;
}

/** What {@link createCursorSeal} needs. */
export interface CursorSealOptions {
  readonly secret: string | undefined;
  readonly lifetimeMs: number;
  readonly clock: () => number;
}

const ivLength = 12;
const tagLength = 16;

/**
 * Seals cursors with AES-256-GCM: nobody can forge or alter one, a cursor of one query does not open for another, and
 * the values in it, which may be names of people, cannot be read from a URL. Nothing is kept on the server.
 */
export function createCursorSeal({ secret, lifetimeMs, clock }: CursorSealOptions): CursorSeal {
  const key = secret === undefined ? randomBytes(32) : createHash('sha256').update(`cursor\n${secret}`).digest();
  return {
    seal(position, query) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(query));
      const text = JSON.stringify({ ...position, expires: clock() + lifetimeMs });
      return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      );
    },
    open(cursor, query) {
      const { expires, ...position } = decrypt(key, cursor, query);
      if (expires <= clock()) {
        throw new ScimError(400, 'The cursor has expired; start again with an empty cursor', {
          scimType: 'expiredCursor',
        });
      }
      return position;
    },
  };
}

function decrypt(key: Buffer, cursor: string, query: string): CursorPosition & { readonly expires: number } {
  try {
    const bytes = Buffer.from(cursor, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivLength), { authTagLength: tagLength })
      .setAAD(Buffer.from(query))
      .setAuthTag(bytes.subarray(-tagLength));
    const text = Buffer.concat([decipher.update(bytes.subarray(ivLength, -tagLength)), decipher.final()]);
    // What decrypts was sealed here, so its shape is known.
    return JSON.parse(text.toString('utf8'));
  } catch {
    throw new ScimError(400, 'The cursor is not valid for this query; start again with an empty cursor', {
      scimType: 'invalidCursor',
    });
  }
}
