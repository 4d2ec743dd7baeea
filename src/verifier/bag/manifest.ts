/**
 * The tag files of a bag: its declaration, its lists of hashes, its metadata.
 *
 * Pure. Source: RFC 8493 §2.1.1, §2.1.3, §2.2.2. Differences: UTF-8 only, no byte order mark; hexadecimal in either case,
 * compared in lower case; a name twice in one list is refused, whatever its hashes.
 * Trust: hostile.
 */
import { textOf } from '../base/bytes.ts';
import { demand } from '../base/refused.ts';
import type { HashName } from '../base/hash.ts';
import { decodePath } from './bag-path.ts';

export const ALGORITHMS: Readonly<Record<HashName, number>> = { md5: 32, sha1: 40, sha256: 64, sha512: 128 };
export const isAlgorithm = (name: string): name is HashName => Object.hasOwn(ALGORITHMS, name);

/** RFC 8493 §2.1.1: exactly two lines. @returns the version */
export function parseDeclaration(bytes: Uint8Array): string {
  const lines = linesOf(bytes);
  const version = /^BagIt-Version: (\d+\.\d+)$/u.exec(lines[0] ?? '')?.[1];
  const encoding = /^Tag-File-Character-Encoding: (\S+)$/u.exec(lines[1] ?? '')?.[1];
  demand(
    version !== undefined && encoding !== undefined && lines.length === 2,
    'bagit.txt is not the declaration of a bag',
  );
  demand(['0.96', '0.97', '1.0'].includes(version), 'a version of BagIt that is not known');
  demand(encoding.toUpperCase() === 'UTF-8', 'tag files that are not UTF-8');
  return version;
}

/** Name to hash, in lower case. @param isOld before 1.0: one space or an asterisk between them, `./` before names */
export function parseManifest(bytes: Uint8Array, algorithm: HashName, isOld: boolean): Map<string, string> {
  const hashes = new Map<string, string>();
  const form = isOld ? /^([0-9A-Fa-f]+)[ \t]+\*?(.+)$/u : /^([0-9A-Fa-f]+)[ \t]+(.+)$/u;
  for (const line of linesOf(bytes)) {
    const [, hex = '', encoded = ''] = form.exec(line) ?? [];
    demand(hex.length === ALGORITHMS[algorithm], 'a line that is not a hash and a name');
    const path = decodePath(isOld ? encoded.replace(/^(?:\.\/)+/u, '') : encoded);
    demand(!hashes.has(path), 'a name that is listed twice');
    hashes.set(path, hex.toLowerCase());
  }
  return hashes;
}

/** RFC 8493 §2.2.2: label, colon, value; a line that begins with white space goes on with the one before. */
export function parseInfo(bytes: Uint8Array): Map<string, readonly string[]> {
  const info = new Map<string, string[]>();
  let last: string[] | undefined;
  for (const line of linesOf(bytes)) {
    if (/^[ \t]/u.test(line)) {
      demand(last !== undefined, 'metadata that begins in the middle');
      last.push(`${last.pop() as string} ${line.trim()}`);
      continue;
    }
    const [, label = '', value = ''] = /^([^:\s][^:]*?)[ \t]*:[ \t]*(.*)$/u.exec(line) ?? [];
    demand(label !== '', 'metadata without a label');
    last = info.get(label) ?? [];
    last.push(value);
    info.set(label, last);
  }
  return info;
}

function linesOf(bytes: Uint8Array): string[] {
  const lines = textOf(bytes).split(/\r\n|\n|\r/u);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
