/**
 * Errors of Node and the operating system, by code: a full disk, a file that is not there, a stop on request.
 *
 * What has no code here stays as it is and is answered as a bug, with a trace id.
 */
import { AppError, type ErrorCode } from '../../shared/errors.ts';

const CODE_BY_ERRNO: Readonly<Record<string, { code: ErrorCode; says: string }>> = {
  ENOSPC: { code: 'DISK_FULL', says: 'The disk is full' },
  EDQUOT: { code: 'DISK_FULL', says: 'The disk quota is used up' },
  ENOENT: { code: 'FILE_NOT_FOUND', says: 'There is no such file or folder' },
  ENOTDIR: { code: 'FILE_NOT_FOUND', says: 'Part of the path is not a folder' },
  EEXIST: { code: 'FILE_EXISTS', says: 'There already is a file or folder' },
  EACCES: { code: 'FILE_UNREADABLE', says: 'The system does not allow it' },
  EPERM: { code: 'FILE_UNREADABLE', says: 'The system does not allow it' },
  EROFS: { code: 'FILE_UNREADABLE', says: 'The medium is read-only' },
  EISDIR: { code: 'FILE_UNREADABLE', says: 'This is a folder, not a file' },
  EIO: { code: 'FILE_UNREADABLE', says: 'The device reports an input/output error' },
};

interface SystemError extends Error {
  code?: unknown;
  path?: unknown;
}

/** The same error by code where it has one, else unchanged. */
export function asAppError(thrown: unknown): unknown {
  if (thrown instanceof AppError || !(thrown instanceof Error)) return thrown;
  if (thrown.name === 'AbortError') return new AppError('CANCELLED', 'Stopped on request', { cause: thrown });
  const { code, path } = thrown as SystemError;
  const known = typeof code === 'string' && Object.hasOwn(CODE_BY_ERRNO, code) ? CODE_BY_ERRNO[code] : undefined;
  if (known === undefined) return thrown;
  const place = typeof path === 'string' ? path : null;
  return new AppError(known.code, place === null ? known.says : `${known.says}: ${place}`, {
    details: { errno: String(code), path: place },
    cause: thrown,
  });
}
