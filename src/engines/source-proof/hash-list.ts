/**
 * Lists of hashes that lie beside evidence: coreutils and BSD sums, hashdeep, BagIt manifests.
 *
 * Pure. O(text). What is recognised is told by content; a name decides only what sort of hash 40 or 64 digits are where two could be.
 * Source: GNU coreutils manual (md5sum, `--tag`), hashdeep 4.4 (`%%%% HASHDEEP-1.0`), RFC 8493 §2.1.3 and §5.1.3.
 * Trust: hostile; paths are text, lines that are none of the format make the list a partial one, and it says so.
 */

export const LIST_HASHES = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'blake2b512'] as const;
export type ListHash = (typeof LIST_HASHES)[number];

/** Two files with one such hash can be made at will, so it matches old paperwork and proves nothing against an attacker. */
export const isWeak = (hash: ListHash): boolean => hash === 'md5' || hash === 'sha1';

export interface ListedFile {
  readonly path: string;
  readonly hashes: readonly { readonly hash: ListHash; readonly hex: string }[];
  readonly sizeBytes?: number;
}

export interface HashList {
  readonly format: 'sums' | 'bsd-sums' | 'hashdeep' | 'bagit';
  readonly files: readonly ListedFile[];
  /** Lines that are neither an entry nor a comment. */
  readonly badLines: number;
  /** Whether the list was cut at MAX_LISTED. */
  readonly isCut: boolean;
}

const MAX_LISTED = 100_000;
const BY_DIGITS: ReadonlyMap<number, ListHash> = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [56, 'sha224'],
  [64, 'sha256'],
  [96, 'sha384'],
  [128, 'sha512'],
]);
const SUM_LINE = /^(\\?)([0-9a-f]{32,128}) [ *](.+)$/iu;
const BAG_LINE = /^([0-9a-f]{32,128})[ \t]+\*?(.+)$/iu;
const BSD_LINE = /^(\\?)([A-Z0-9-]+) ?\((.+)\) ?= ?([0-9a-f]{32,128})$/iu;
const BSD_NAMES: Readonly<Record<string, ListHash>> = {
  MD5: 'md5',
  SHA1: 'sha1',
  'SHA-1': 'sha1',
  SHA224: 'sha224',
  SHA256: 'sha256',
  'SHA-256': 'sha256',
  'SHA2-256': 'sha256',
  SHA384: 'sha384',
  SHA512: 'sha512',
  'SHA-512': 'sha512',
  BLAKE2B: 'blake2b512',
};
const BAG_NAME = /^(?:tag)?manifest-(md5|sha1|sha224|sha256|sha384|sha512)\.txt$/iu;
const BLAKE_NAME = /b2sum|blake2b/iu;

/** @param name of the file, without folders @returns undefined where the text is no such list */
export function parseHashList(text: string, name: string): HashList | undefined {
  const lines = clearText(text.replace(/^\uFEFF/u, '')).split(/\r\n|\n|\r/u);
  if (lines[0]?.startsWith('%%%% HASHDEEP-1') === true) return parseHashdeep(lines);
  const bag = BAG_NAME.exec(name)?.[1]?.toLowerCase() as ListHash | undefined;
  const read = (line: string): ListedFile | 'nothing' | undefined => {
    if (line.trim() === '' || line.startsWith('#') || line.startsWith(';')) return 'nothing';
    return bag === undefined ? (sumLine(line, name) ?? bsdLine(line)) : bagLine(line, bag);
  };
  const files: ListedFile[] = [];
  let badLines = 0;
  let isCut = false;
  for (const line of lines) {
    const entry = read(line);
    if (entry === 'nothing') continue;
    if (entry === undefined) badLines++;
    else if (files.length >= MAX_LISTED) isCut = true;
    else files.push(entry);
    // A text that only here and there holds a hash is no list.
    if (badLines > 20 && badLines > files.length) return undefined;
  }
  if (files.length === 0 || badLines > files.length) return undefined;
  const isBsd = bag === undefined && lines.some((line) => BSD_LINE.test(line));
  return { format: bag !== undefined ? 'bagit' : isBsd ? 'bsd-sums' : 'sums', files, badLines, isCut };
}

function sumLine(line: string, name: string): ListedFile | undefined {
  const [, escape, hex = '', path = ''] = SUM_LINE.exec(line) ?? [];
  const hash = hashOf(hex, name);
  if (hash === undefined) return undefined;
  return { path: escape === '\\' ? unescapeSum(path) : path, hashes: [{ hash, hex: hex.toLowerCase() }] };
}

function bsdLine(line: string): ListedFile | undefined {
  const [, escape, algorithm = '', path = '', hex = ''] = BSD_LINE.exec(line) ?? [];
  const hash = BSD_NAMES[algorithm.toUpperCase()];
  if (hash === undefined || hex.length !== digitsOf(hash)) return undefined;
  return { path: escape === '\\' ? unescapeSum(path) : path, hashes: [{ hash, hex: hex.toLowerCase() }] };
}

/** RFC 8493 §2.1.3: CR, LF and % are percent-encoded, nothing else is. */
function bagLine(line: string, hash: ListHash): ListedFile | undefined {
  const [, hex = '', path = ''] = BAG_LINE.exec(line) ?? [];
  if (hex.length !== digitsOf(hash)) return undefined;
  const plain = path.replaceAll(/%(0d|0a|25)/giu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return { path: plain, hashes: [{ hash, hex: hex.toLowerCase() }] };
}

const digitsOf = (hash: ListHash): number => [...BY_DIGITS].find(([, each]) => each === hash)?.[0] ?? 128;

function hashOf(hex: string, name: string): ListHash | undefined {
  const hash = BY_DIGITS.get(hex.length);
  return hash === 'sha512' && BLAKE_NAME.test(name) ? 'blake2b512' : hash;
}

const unescapeSum = (path: string): string =>
  path.replaceAll(/\\([\\nr])/gu, (_, sign: string) => (sign === 'n' ? '\n' : sign === 'r' ? '\r' : '\\'));

function parseHashdeep(lines: readonly string[]): HashList | undefined {
  const columns = lines[1]?.startsWith('%%%% ') === true ? lines[1].slice(5).split(',') : [];
  const hashes = columns.map((column) => LIST_HASHES.find((hash) => hash === column));
  if (columns.at(0) !== 'size' || columns.at(-1) !== 'filename') return undefined;
  const files: ListedFile[] = [];
  let badLines = 0;
  let isCut = false;
  for (const line of lines.slice(2)) {
    if (line.trim() === '' || line.startsWith('#') || line.startsWith('%')) continue;
    const cells = line.split(',');
    const path = cells.slice(columns.length - 1).join(',');
    const sizeBytes = Number(cells[0]);
    const listed = hashes.flatMap((hash, index) => {
      const hex = cells[index]?.toLowerCase() ?? '';
      return hash !== undefined && hex.length === digitsOf(hash) && /^[0-9a-f]+$/u.test(hex) ? [{ hash, hex }] : [];
    });
    if (path === '' || !Number.isSafeInteger(sizeBytes) || listed.length === 0) badLines++;
    else if (files.length >= MAX_LISTED) isCut = true;
    else files.push({ path, hashes: listed, sizeBytes });
  }
  return files.length === 0 ? undefined : { format: 'hashdeep', files, badLines, isCut };
}

/** What a clear-signed PGP message signs (RFC 9580 §7); the signature itself is not checked. */
function clearText(text: string): string {
  const [, body] =
    /^-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:[^\r\n]+\r?\n)*\r?\n([\s\S]*?)\r?\n-----BEGIN PGP SIGNATURE-----/u.exec(
      text,
    ) ?? [];
  return body === undefined ? text : body.replaceAll(/^- /gmu, '');
}
