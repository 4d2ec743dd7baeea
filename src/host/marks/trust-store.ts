/**
 * Whom the person at this workstation trusts to vouch for cases: witnesses, issuers of time stamps, blocks of Bitcoin.
 *
 * One JSON file outside every case (decision 0061): whoever rewrites a case must not be able to bring their own witness along.
 * Trust: the file is this person's; a broken one is left as it is and trusts nobody.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { decodeBase64, decodeHex, encodeBase64, encodeHex } from '../../engines/kernel/bytes.ts';
import { KEY_TYPE, type NoteVerifier, parseVkey } from '../../engines/chain/note.ts';
import { type Certificate, certificateOf, certificatesIn } from '../../engines/marks/certificate.ts';
import { AppError } from '../../shared/errors.ts';
import type { TrustKind } from '../../shared/mark-words.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { notePorts } from '../vault/head-signer.ts';
import { jsonFile } from '../workstation/json-file.ts';

const since = z.string();
const trustFile = z.strictObject({
  witnesses: z.array(z.strictObject({ key: z.string(), since })).default([]),
  roots: z.array(z.strictObject({ sha256: z.string(), name: z.string(), der: z.string(), since })).default([]),
  blocks: z.array(z.strictObject({ height: z.int().min(0), root: z.string(), since })).default([]),
});
type TrustFile = z.output<typeof trustFile>;

export interface Trust {
  readonly witnesses: readonly NoteVerifier[];
  readonly roots: readonly Certificate[];
  /** Merkle root of a block as it stands in its header, hex, by height. */
  readonly blocks: ReadonlyMap<number, string>;
}

export interface Trusted {
  kind: TrustKind;
  /** Names it for `distrust`: the vkey, the certificate's SHA-256, the height. */
  id: string;
  name: string;
  since: string;
}

export interface TrustStore {
  /** Never throws: a file that can't be used trusts nobody, and says why. */
  load(): { trust: Trust; problem: string | null };
  list(): { trusted: Trusted[]; problem: string | null };
  /** MARK_UNREADABLE, SETTINGS_BROKEN, FILE_UNWRITABLE. */
  add(kind: TrustKind, value: string | Uint8Array): Trusted[];
  /** MARK_UNKNOWN, SETTINGS_BROKEN, FILE_UNWRITABLE. */
  remove(kind: TrustKind, id: string): Trusted;
}

const NOBODY: Trust = { witnesses: [], roots: [], blocks: new Map() };
const MAX_TRUSTED = 1000;

/** @param dir undefined where nothing may be kept */
export function openTrust(dir: string | undefined): TrustStore {
  if (dir === undefined) {
    const nowhere = (): never => {
      throw new AppError('FILE_UNWRITABLE', 'This program was started without a folder to remember whom you trust');
    };
    return {
      load: () => ({ trust: NOBODY, problem: null }),
      list: () => ({ trusted: [], problem: null }),
      add: nowhere,
      remove: nowhere,
    };
  }
  const file = jsonFile(join(dir, 'trust.json'), trustFile, () => trustFile.parse({}));
  const orNobody = <T>(read: (kept: TrustFile) => T, nobody: T): { value: T; problem: string | null } => {
    try {
      return { value: read(file.load()), problem: null };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { value: nobody, problem: error.message };
    }
  };
  return {
    load() {
      const { value, problem } = orNobody(trustOf, NOBODY);
      return { trust: value, problem };
    },
    list() {
      const { value, problem } = orNobody(listOf, []);
      return { trusted: value, problem };
    },
    add(kind, value) {
      const kept = file.load();
      const before = new Set(listOf(kept).map(({ kind: of, id }) => `${of} ${id}`));
      const after = withAdded(kept, kind, value, new Date().toISOString());
      const listed = listOf(after);
      if (listed.length > MAX_TRUSTED) throw unreadable(`more than ${MAX_TRUSTED} entries`);
      file.save(after);
      return listed.filter(({ kind: of, id }) => !before.has(`${of} ${id}`));
    },
    remove(kind, id) {
      const kept = file.load();
      const found = listOf(kept).find((each) => each.kind === kind && each.id === id);
      if (found === undefined)
        throw new AppError('MARK_UNKNOWN', `Nothing of that name is trusted: ${id.slice(0, 200)}`);
      file.save({
        witnesses: kept.witnesses.filter(({ key }) => kind !== 'witness' || key !== id),
        roots: kept.roots.filter(({ sha256 }) => kind !== 'tsa-root' || sha256 !== id),
        blocks: kept.blocks.filter(({ height }) => kind !== 'bitcoin-block' || String(height) !== id),
      });
      return found;
    },
  };
}

function trustOf({ witnesses, roots, blocks }: TrustFile): Trust {
  return {
    witnesses: witnesses.flatMap(({ key }) => {
      const parsed = parseVkey(notePorts, key);
      return parsed.kind === 'valid' ? [parsed.value] : [];
    }),
    roots: roots.flatMap(({ der }) => {
      const bytes = decodeBase64(der);
      return bytes === undefined ? [] : [certificateOf(bytes)];
    }),
    blocks: new Map(blocks.map(({ height, root }) => [height, root])),
  };
}

const listOf = ({ witnesses, roots, blocks }: TrustFile): Trusted[] => [
  ...witnesses.map((one) => ({
    kind: 'witness' as const,
    id: one.key,
    name: one.key.split('+')[0] ?? '',
    since: one.since,
  })),
  ...roots.map((one) => ({ kind: 'tsa-root' as const, id: one.sha256, name: one.name, since: one.since })),
  ...blocks.map((one) => ({
    kind: 'bitcoin-block' as const,
    id: String(one.height),
    name: `Bitcoin block ${one.height}`,
    since: one.since,
  })),
];

const unreadable = (why: string): AppError =>
  new AppError('MARK_UNREADABLE', `This can not be trusted as it is: ${why}`);

function withAdded(kept: TrustFile, kind: TrustKind, value: string | Uint8Array, at: string): TrustFile {
  if (kind === 'witness')
    return { ...kept, witnesses: merged(kept.witnesses, [witnessOf(value, at)], ({ key }) => key) };
  if (kind === 'tsa-root') return { ...kept, roots: merged(kept.roots, rootsOf(value, at), ({ sha256 }) => sha256) };
  return { ...kept, blocks: merged(kept.blocks, blocksOf(value, at), ({ height, root }) => `${height}:${root}`) };
}

function merged<T>(old: readonly T[], added: readonly T[], idOf: (one: T) => string): T[] {
  const known = new Set(old.map(idOf));
  return [...old, ...added.filter((one) => !known.has(idOf(one)))];
}

const asText = (value: string | Uint8Array): string =>
  typeof value === 'string' ? value : Buffer.from(value).toString('latin1');

function witnessOf(value: string | Uint8Array, at: string): TrustFile['witnesses'][number] {
  const key = asText(value).trim();
  const parsed = parseVkey(notePorts, key);
  if (parsed.kind !== 'valid') throw unreadable('it is not the key text (vkey) of a witness');
  // A key that signs notes says "this is my log", never "I saw that log".
  if (parsed.value.type !== KEY_TYPE.cosignature) throw unreadable('it is the key of a log, not of a witness');
  return { key, since: at };
}

function rootsOf(value: string | Uint8Array, at: string): TrustFile['roots'] {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
  let certificates: Certificate[];
  try {
    certificates = certificatesIn(bytes);
  } catch (error) {
    throw unreadable((error as Error).message);
  }
  return certificates.map(({ der, name }) => ({
    sha256: nodeHasher.sha256Hex(der),
    name,
    der: encodeBase64(der),
    since: at,
  }));
}

const BLOCK_LINE = /^(\d{1,9})[:\s]\s*([0-9a-f]{64}|[0-9a-f]{160})$/u;
const ROOT_AT = 36;

/** Lines of `HEIGHT:ROOT`, the root as explorers print it, or of height and whole header (80 bytes, hex). */
function blocksOf(value: string | Uint8Array, at: string): TrustFile['blocks'] {
  const lines = asText(value)
    .split(/\r?\n/u)
    .map((line) => line.trim().toLowerCase())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length === 0) throw unreadable('no block is named in it');
  return lines.map((line) => {
    const [, height = '', hex = ''] = BLOCK_LINE.exec(line) ?? [];
    const bytes = decodeHex(hex);
    if (height === '' || bytes === undefined)
      throw unreadable(`not HEIGHT:ROOT, nor a height and a header: ${line.slice(0, 40)}`);
    const root = bytes.length === 32 ? bytes.toReversed() : bytes.subarray(ROOT_AT, ROOT_AT + 32);
    if (bytes.length === 80 && !hasWork(bytes))
      throw unreadable(`the header of block ${height} does not show the work it claims`);
    return { height: Number(height), root: encodeHex(root), since: at };
  });
}

/** Whether the header's hash is below its own target: a header somebody made up would need that work. */
function hasWork(header: Uint8Array): boolean {
  const hash = nodeHasher.sha256(nodeHasher.sha256(header)).toReversed();
  const exponent = header[75] as number;
  const mantissa = (header[72] as number) | ((header[73] as number) << 8) | ((header[74] as number) << 16);
  // Easier than the easiest target that was ever allowed (2^224) proves no work.
  if (exponent > 29 || exponent < 3 || mantissa === 0 || mantissa > 0x7fffff) return false;
  const target = BigInt(mantissa) << BigInt(8 * (exponent - 3));
  return BigInt(`0x${encodeHex(hash)}`) <= target;
}
