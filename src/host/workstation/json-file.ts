/**
 * A small JSON file of this person on this machine: read whole, checked, written whole or not at all.
 *
 * A file that is not what it should be is never replaced unasked: it may hold what somebody wants back.
 * Trust: whoever can write to the folder may have written anything.
 */
import { mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { writeFileDurably } from '../vault/case-folder.ts';

const MAX_BYTES = 1_048_576;

export interface JsonFile<T> {
  readonly path: string;
  /** @throws SETTINGS_BROKEN with the file's name and what is wrong */
  load(): T;
  /** @throws FILE_UNWRITABLE, DISK_FULL */
  save(value: T): void;
  /** Moves the file aside, so that a new one can be written. */
  setAside(): void;
}

/** @param empty what stands for a file that is not there */
export function jsonFile<S extends z.ZodType>(
  path: string,
  schema: S,
  empty: () => z.output<S>,
): JsonFile<z.output<S>> {
  const broken = (why: string, cause?: unknown): AppError =>
    new AppError('SETTINGS_BROKEN', `${path} is left as it is and not used: ${why}`, { details: { path }, cause });
  return {
    path,
    load() {
      let text: string;
      try {
        if (statSync(path).size > MAX_BYTES) throw broken(`it is larger than ${MAX_BYTES} bytes`);
        text = readFileSync(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return empty();
        if (error instanceof AppError) throw error;
        throw broken(`it can not be read (${(error as NodeJS.ErrnoException).code})`, error);
      }
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch (error) {
        throw broken('it is no JSON', error);
      }
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
      const issue = parsed.error.issues[0];
      throw broken(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not the right shape'}`);
    },
    save(value) {
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        writeFileDurably(path, `${JSON.stringify(value, null, 2)}\n`);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOSPC' || code === 'EDQUOT') throw error;
        throw new AppError('FILE_UNWRITABLE', `${path} can not be written (${code})`, {
          details: { path },
          cause: error,
        });
      }
    },
    setAside() {
      renameSync(path, `${path}.broken-${new Date().toISOString().replaceAll(':', '')}`);
    },
  };
}
