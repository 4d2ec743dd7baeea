/**
 * Logs that acquiring tools write beside an image: FTK Imager, ewfacquire and ewfverify, Guymager.
 *
 * Pure. O(text).
 * Source: the text such tools write (FTK Imager 3 and 4 `.txt`, libewf 2014 and later, Guymager `.info`); none is specified.
 * Differences: only the hashes of the acquired data are read, and what the tool says of its own comparison.
 * Trust: plain text that anybody can write. The hashes are of the data inside an image, not of the image file.
 */
import type { ListHash } from './hash-list.ts';

export interface AcquisitionLog {
  readonly tool: 'FTK Imager' | 'libewf' | 'Guymager';
  readonly hashes: readonly { readonly hash: ListHash; readonly hex: string }[];
  /** What the tool says of its own comparison; undefined where it says nothing. */
  readonly toolSays: 'match' | 'differ' | undefined;
}

const HASH_LINES: readonly RegExp[] = [
  // FTK: `[Computed Hashes]` then ` MD5 checksum:    0123...` (image verification: ` : verified`).
  /^\s*(MD5|SHA1|SHA256) checksum:\s+([0-9a-f]{32,64})\b/iu,
  // libewf: `MD5 hash calculated over data:\t\t0123...`, `MD5 hash stored in file:`.
  /^\s*(MD5|SHA1|SHA256) hash (?:calculated over data|stored in file):\s+([0-9a-f]{32,64})\b/iu,
  // Guymager: `MD5 hash                   : 0123...`, `MD5 hash verified image : ...`.
  /^\s*(MD5|SHA-1|SHA1|SHA-256|SHA256) hash(?: verified (?:image|source))?\s*:\s+([0-9a-f]{32,64})\b/iu,
];
const NAMES: Readonly<Record<string, readonly [hash: ListHash, digits: number]>> = {
  MD5: ['md5', 32],
  SHA1: ['sha1', 40],
  'SHA-1': ['sha1', 40],
  SHA256: ['sha256', 64],
  'SHA-256': ['sha256', 64],
};

export function parseAcquisitionLog(text: string): AcquisitionLog | undefined {
  const tool = toolOf(text.slice(0, 8192));
  if (tool === undefined) return undefined;
  const hashes = new Map<string, { hash: ListHash; hex: string }>();
  for (const line of text.split(/\r\n|\n|\r/u)) {
    for (const pattern of HASH_LINES) {
      const [, name = '', hex = ''] = pattern.exec(line) ?? [];
      const [hash, digits] = NAMES[name.toUpperCase()] ?? [];
      if (hash === undefined || hex.length !== digits) continue;
      hashes.set(`${hash} ${hex.toLowerCase()}`, { hash, hex: hex.toLowerCase() });
    }
  }
  return hashes.size === 0 ? undefined : { tool, hashes: [...hashes.values()], toolSays: saysOf(text) };
}

function toolOf(head: string): AcquisitionLog['tool'] | undefined {
  if (/FTK.{0,3} Imager|AccessData/u.test(head)) return 'FTK Imager';
  if (/^(?:ewfacquire|ewfacquirestream|ewfverify|ewfexport) \d+/mu.test(head)) return 'libewf';
  return /GUYMAGER ACQUISITION INFO FILE|^Guymager\b/imu.test(head) ? 'Guymager' : undefined;
}

function saysOf(text: string): AcquisitionLog['toolSays'] {
  if (/ewfverify: FAILURE|: mismatch|not verified|hash(?:es)? (?:do not|don't) match/iu.test(text)) return 'differ';
  return /ewf(?:verify|acquire): SUCCESS|: verified|Image verification OK|Verify hash match/iu.test(text)
    ? 'match'
    : undefined;
}
