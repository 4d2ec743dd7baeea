/**
 * Whether something failed because it could not be reached, and not because it is damaged: a medium that reports errors, a
 * missing permission, another program's lock. What was not reached says nothing about the evidence.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';

const CODES: ReadonlySet<string> = new Set(['FILE_UNREADABLE', 'VAULT_BUSY']);
/** What is not there, or is something else, is a finding. */
const MISSING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

export function isOutOfReach(error: unknown): boolean {
  if (error instanceof AppError) return CODES.has(error.code);
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  // Errors of the system have a number; those of Node's own modules (a frame that does not unpack) only a name.
  const isOfSystem = typeof (error as NodeJS.ErrnoException | undefined)?.syscall === 'string';
  return code !== undefined && isOfSystem && !MISSING.has(code);
}

/** Why a file that seems to be missing or damaged only can't be looked at: its first bytes say. Undefined where it can. */
export function reasonUnreadable(path: string): string | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, new Uint8Array(1));
    } finally {
      closeSync(file);
    }
    return undefined;
  } catch (error) {
    return isOutOfReach(error) ? reasonOf(error) : undefined;
  }
}

/** What the system said, as one short sentence. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
