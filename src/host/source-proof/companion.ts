/**
 * Files that vouch for others: lists, logs of acquisition, signatures, digests, proofs. Recognised by their content.
 *
 * Cost: the first 4 KiB of each small file; the rest only of those that look like one.
 * Trust: a name decides nothing but which file a signature belongs to.
 */
import { type AcquisitionLog, parseAcquisitionLog } from '../../engines/source-proof/acquisition-log.ts';
import {
  type CloudTrailDigest,
  looksLikeDigest,
  parseDigest,
  parseHeadObject,
} from '../../engines/source-proof/cloudtrail-digest.ts';
import { type HashList, parseHashList } from '../../engines/source-proof/hash-list.ts';
import { isJournal, isJournalExport } from '../../engines/source-proof/journal-file.ts';
import { baseOf } from '../../engines/source-proof/listed-path.ts';
import { type FileSignature, parseFileSignature } from '../../engines/source-proof/minisign.ts';
import { looksLikeBundle } from '../../engines/source-proof/sigstore-bundle.ts';

export type Companion =
  | { readonly is: 'list'; readonly list: HashList }
  | { readonly is: 'acquisition'; readonly log: AcquisitionLog }
  | { readonly is: 'digest'; readonly digest: CloudTrailDigest | { readonly problem: string } }
  | { readonly is: 'digest-signature'; readonly signature: string }
  | { readonly is: 'signature'; readonly signature: FileSignature }
  | { readonly is: 'pgp' }
  | { readonly is: 'bundle'; readonly text: string }
  | { readonly is: 'tlog-proof'; readonly text: string }
  | { readonly is: 'checkpoint'; readonly text: string }
  | { readonly is: 'journal' }
  | { readonly is: 'journal-export' };

/** Longer than any list that a person would call one. */
export const MAX_COMPANION_BYTES = 32 * 1024 * 1024;
export const HEAD_BYTES = 4096;

/** A line of some list stands among the first ones. */
const LIST_LINE =
  /(?:^|\n)(?:\\?[0-9a-f]{32,128} [ *]?\S|[0-9a-f]{32,128}\t|\\?[A-Za-z0-9-]+ ?\(.+\) ?= ?[0-9a-f]{32})/iu;
const ACQUISITION = /FTK.{0,3} Imager|AccessData|(?:^|\n)ewf(?:acquire|acquirestream|verify|export) \d|GUYMAGER/iu;
const UTF16_LE = 0xff;

/** Whether all of a file should be read, by its beginning. */
export function mayBeCompanion(head: Uint8Array): boolean {
  const text = decodeText(head);
  return (
    isJournal(head) ||
    text.startsWith('%%%% HASHDEEP') ||
    text.startsWith('untrusted comment: ') ||
    text.startsWith('-----BEGIN PGP SIGNATURE') ||
    text.startsWith('c2sp.org/tlog-proof@v1') ||
    looksLikeDigest(text) ||
    looksLikeBundle(text) ||
    isJournalExport(text) ||
    LIST_LINE.test(text) ||
    ACQUISITION.test(text) ||
    /"Metadata"\s*:/u.test(text) ||
    isCheckpoint(text)
  );
}

export function readCompanion(bytes: Uint8Array, path: string): Companion | undefined {
  if (isJournal(bytes)) return { is: 'journal' };
  const text = decodeText(bytes);
  if (looksLikeDigest(text)) return { is: 'digest', digest: parseDigest(text) };
  if (looksLikeBundle(text)) return { is: 'bundle', text };
  if (text.startsWith('c2sp.org/tlog-proof@v1')) return { is: 'tlog-proof', text };
  if (text.startsWith('-----BEGIN PGP SIGNATURE')) return { is: 'pgp' };
  const signature = parseFileSignature(text);
  if (signature !== undefined) return { is: 'signature', signature };
  const digestSignature = text.trimStart().startsWith('{') ? parseHeadObject(text) : undefined;
  if (digestSignature !== undefined) return { is: 'digest-signature', signature: digestSignature };
  const log = parseAcquisitionLog(text);
  if (log !== undefined) return { is: 'acquisition', log };
  if (isCheckpoint(text)) return { is: 'checkpoint', text };
  const list = parseHashList(text, baseOf(path));
  if (list !== undefined) return { is: 'list', list };
  return isJournalExport(text.slice(0, HEAD_BYTES)) ? { is: 'journal-export' } : undefined;
}

/** Three lines of a log's head, an empty line, a signature line. */
const isCheckpoint = (text: string): boolean =>
  /^[^\n]+\n(?:0|[1-9]\d*)\n[A-Za-z0-9+/]{43}=\n(?:[^\n]+\n)*\n\u2014 /u.test(text);

/** Windows tools write UTF-16 with a mark. */
function decodeText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWide = bytes[0] === UTF16_LE && bytes[1] === 0xfe;
  return (isWide ? buffer.toString('utf16le') : buffer.toString('utf8')).replace(/^\uFEFF/u, '');
}
