/**
 * The folders that indexes of opened bundles lie in, and what a program that was killed left there.
 *
 * An index is encrypted with a key that was never written down: what is left of it can't be read by anybody. Its name says
 * which process made it, in which run of the system, so that another program's is left alone.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bootId } from '../adapters/boot-id.ts';
import { nodeClock } from '../adapters/node-ports.ts';

const FOLDER = 'opened-bundles';
const NAME = /^(\d+)-([0-9a-f]{8})-[0-9a-f]{16}$/;

const thisBoot = (): string => bootId(nodeClock.nowMs()).replaceAll('-', '').slice(0, 8);

/** A new folder. @param dataDir where this workstation keeps what it makes */
export function makeIndexFolder(dataDir: string): string {
  const dir = join(dataDir, FOLDER, `${process.pid}-${thisBoot()}-${randomBytes(8).toString('hex')}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return dir;
}

export const removeIndexFolder = (dir: string): void => rmSync(dir, { recursive: true, force: true, maxRetries: 3 });

/** Removes what programs left that do not run any more. Never throws: the next start tries again. */
export function removeLeftIndexes(dataDir: string): void {
  const folder = join(dataDir, FOLDER);
  try {
    for (const name of readdirSync(folder)) {
      const [, pid, boot] = NAME.exec(name) ?? [];
      if (pid === undefined || (boot === thisBoot() && isRunning(Number(pid)))) continue;
      removeIndexFolder(join(folder, name));
    }
  } catch {
    // There is none, or it can't be read now.
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, for somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
