/**
 * The one door to evidence that is not part of this repository: real logs and standard test vectors, in a folder named
 * `shared` beside the checkout. Where it is absent the tests that need it are skipped, and counted as skipped.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../shared/', import.meta.url));

/** Whether the folder is there: `describe.skipIf(!hasShared)(...)`. */
export const hasShared = existsSync(`${root}data/README.md`);

/** Absolute path of a file or folder under `shared/`. */
export const sharedPath = (relative: string): string => `${root}${relative}`;
