import { StoreError } from '@scim-superset/core';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
const codes = { busy: 5, locked: 6, readOnly: 8, io: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };

/**
 * Explains a fault of the file or the disk to an operator. Errors that are no such fault come back as they are.
 *
 * @param path the database file, for the message.
 */
export function storeErrorOf(error: unknown, path: string): unknown {
  if (typeof error !== 'object' || error === null) return error;
  if ('errcode' in error && typeof error.errcode === 'number') {
    // The low byte of an extended result code is the primary one.
    return sqliteFault(error.errcode & 0xff, error, path) ?? error;
  }
  if ('syscall' in error && 'code' in error) return fileFault(String(error.code), error, path);
  return error;
}

function sqliteFault(code: number, cause: unknown, path: string): StoreError | undefined {
  switch (code) {
    case codes.busy:
    case codes.locked:
      return new StoreError(
        'unavailable',
        `Another process keeps ${path} locked; find out which with "fuser" or raise busyTimeoutMs`,
        { cause },
      );
    case codes.readOnly:
      return new StoreError(
        'unavailable',
        `${path} is read-only; make the file and its folder writable for this process`,
        { cause },
      );
    case codes.full:
      return new StoreError('full', `No space is left for ${path}; free some on its disk, nothing was lost`, { cause });
    case codes.io:
    case codes.cannotOpen:
      return new StoreError(
        'unavailable',
        `${path} cannot be read or written; check the disk, the permissions of its folder and the limit of open files`,
        { cause },
      );
    case codes.corrupt:
    case codes.notADatabase:
      return new StoreError(
        'corrupt',
        `${path} is damaged or not a database; restore a backup, or point "path" at the right file`,
        { cause },
      );
    default:
      return undefined;
  }
}

function fileFault(code: string, cause: unknown, path: string): StoreError {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'its folder does not exist; create the folder first',
    ENOTDIR: 'a part of the path is not a folder; correct the path',
    EISDIR: 'it is a folder; name a file in it',
    EACCES: 'permission was denied; let this process write to the file and its folder',
    EPERM: 'permission was denied; let this process write to the file and its folder',
    EROFS: 'the file system is read-only; choose another folder',
    ENOSPC: 'no space is left; free some on its disk',
    EDQUOT: 'no space is left in the quota; free some or raise it',
  };
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new StoreError(full ? 'full' : 'unavailable', `${path} cannot be opened: ${reasons[code] ?? code}`, { cause });
}
