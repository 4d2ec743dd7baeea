/**
 * SHA-256 of the program itself, as its files lie on this disk: so that a paper names the very program that wrote it.
 *
 * Over one line a file, `<SHA-256>  <name>` in the order of names, of everything below `src` (or what was built in its place),
 * `package.json` and `package-lock.json`. Reads a few MB, once.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PARTS = ['src', 'out', 'package.json', 'package-lock.json'];

let known: Promise<string | undefined> | undefined;

/** Undefined where the files can not be read: then a paper says so. */
export function programDigest(): Promise<string | undefined> {
  known ??= digestOf(ROOT).catch(() => undefined);
  return known;
}

async function digestOf(root: string): Promise<string | undefined> {
  const names = (await Promise.all(PARTS.map((part) => filesOf(root, part)))).flat().toSorted();
  if (names.length === 0) return undefined;
  const hash = createHash('sha256');
  for (const name of names) {
    const sum = createHash('sha256')
      .update(await readFile(join(root, name)))
      .digest('hex');
    hash.update(`${sum}  ${name}\n`);
  }
  return hash.digest('hex');
}

async function filesOf(root: string, part: string): Promise<string[]> {
  const path = join(root, part);
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return [part];
    if (code === 'ENOENT') return [];
    throw error;
  }
}
