/**
 * Seals in a binary systemd journal: whether it is sealed, how many tags it has, whether their epochs follow each other.
 *
 * Pure. O(objects); only headers of objects are read.
 * Source: systemd, "Journal File Format" and src/libsystemd/sd-journal/journal-def.h (Forward Secure Sealing, TAG objects).
 * Differences: tags are not verified. That needs the verification key, from which every seal can also be made: whoever checks could
 * have forged them. And every epoch must have its tag, as since systemd PR 28886; an unsealed file is said to be unsealed.
 * Trust: hostile; sizes are checked, the walk ends at the first that is wrong.
 */
import { counted, proofOf, timeOfUs, verdictOf, type ProofDetail, type SourceProof } from './proof.ts';

const MAGIC = 'LPKSHHRH';
const SEALED = 1;
const SEALED_CONTINUOUS = 4;
const TAG = 7;
const HEADER_BYTES = 240;
const MAX_OBJECTS = 20_000_000;

export interface JournalReader {
  readonly sizeBytes: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

export const isJournal = (head: Uint8Array): boolean =>
  head.length >= 8 && [...MAGIC].every((sign, i) => head[i] === sign.charCodeAt(0));

/** An export of a journal, as lines or JSON, told from its beginning. */
export const isJournalExport = (head: string): boolean =>
  head.includes('"__REALTIME_TIMESTAMP"') || /^__(?:CURSOR|REALTIME_TIMESTAMP)=/mu.test(head);

export function exportProof(): SourceProof {
  const text = 'An export of a journal: the seals stay in the binary file and were not carried over';
  return proofOf({ kind: 'journal-seal', verdict: 'absent', summary: text, covers: {} });
}

export async function checkJournal(file: JournalReader): Promise<SourceProof> {
  const head = await file.read(0, HEADER_BYTES);
  if (head.length < HEADER_BYTES) {
    const summary = 'The header of the journal is cut off';
    return proofOf({ kind: 'journal-seal', verdict: 'could-not-check', summary, covers: {} });
  }
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const flags = view.getUint32(8, true);
  const headerBytes = Number(view.getBigUint64(88, true));
  const arenaBytes = Number(view.getBigUint64(96, true));
  const entries = Number(view.getBigUint64(152, true));
  const tagCount = Number(view.getBigUint64(224, true));
  const firstTime = timeOfUs(Number(view.getBigUint64(184, true)));
  const lastTime = timeOfUs(Number(view.getBigUint64(192, true)));
  const covers = {
    records: entries,
    bytes: file.sizeBytes,
    ...(firstTime === undefined ? {} : { firstTime }),
    ...(lastTime === undefined ? {} : { lastTime }),
  };
  const isSealed = (flags & SEALED) !== 0;
  if (!isSealed && tagCount === 0) {
    const summary = 'The journal is not sealed: nothing in it vouches for its entries';
    return proofOf({ kind: 'journal-seal', verdict: 'absent', summary, covers });
  }
  const details: ProofDetail[] = [];
  const walked = await walkTags(file, headerBytes, Math.min(file.sizeBytes, headerBytes + arenaBytes));
  if (!walked.isWhole) {
    details.push({
      what: 'malformed',
      level: 'doubt',
      text: 'The objects of the journal can not be followed to its end',
      offset: walked.endOffset,
    });
  }
  if (!isSealed)
    details.push({
      what: 'not-sealed',
      level: 'bad',
      text: 'There are tags, but the header says that the file is not sealed',
      offset: 8,
    });
  if (walked.isWhole && walked.tags.length !== tagCount) {
    const text = `The header counts ${counted(tagCount, 'tag')}, the file has ${walked.tags.length}`;
    details.push({ what: 'not-sealed', level: 'bad', text, offset: 224 });
  }
  let before: Tag | undefined;
  for (const tag of walked.tags) {
    if (before !== undefined && tag.seqnum !== before.seqnum + 1n) {
      details.push({
        what: 'chain-gap',
        level: 'bad',
        text: `Tag ${tag.seqnum} follows tag ${before.seqnum}`,
        offset: tag.offset,
      });
    }
    if (before !== undefined && (tag.epoch < before.epoch || tag.epoch > before.epoch + 1n)) {
      const level = tag.epoch < before.epoch || (flags & SEALED_CONTINUOUS) !== 0 ? 'bad' : 'doubt';
      details.push({
        what: 'chain-gap',
        level,
        text: `Epoch ${tag.epoch} follows epoch ${before.epoch}: epochs between have no seal`,
        offset: tag.offset,
      });
    }
    before = tag;
  }
  const summary = `Sealed, but the seals are not checked here: ${counted(walked.tags.length, 'tag')}; only who holds the verification key can check them (journalctl --verify --verify-key=...)`;
  return proofOf({ kind: 'journal-seal', verdict: verdictOf(details, 'could-not-check'), summary, covers, details });
}

interface Tag {
  readonly offset: number;
  readonly seqnum: bigint;
  readonly epoch: bigint;
}

async function walkTags(
  file: JournalReader,
  start: number,
  end: number,
): Promise<{ tags: Tag[]; isWhole: boolean; endOffset: number }> {
  const tags: Tag[] = [];
  let window = new Uint8Array(0);
  let windowAt = 0;
  let at = start;
  for (let count = 0; at + 16 <= end; count++) {
    if (!Number.isSafeInteger(at) || at % 8 !== 0 || count > MAX_OBJECTS)
      return { tags, isWhole: false, endOffset: at };
    if (at < windowAt || at + 32 > windowAt + window.length) {
      window = Uint8Array.from(await file.read(at, 1_048_576));
      windowAt = at;
      if (window.length < 16) return { tags, isWhole: false, endOffset: at };
    }
    const view = new DataView(window.buffer, at - windowAt);
    const type = view.getUint8(0);
    const size = Number(view.getBigUint64(8, true));
    // Space behind the last object is zero.
    if (type === 0 && size === 0) return { tags, isWhole: true, endOffset: at };
    if (size < 16 || at + size > end) return { tags, isWhole: false, endOffset: at };
    if (type === TAG && view.byteLength >= 32) {
      tags.push({ offset: at, seqnum: view.getBigUint64(16, true), epoch: view.getBigUint64(24, true) });
    }
    at += Math.ceil(size / 8) * 8;
  }
  return { tags, isWhole: true, endOffset: at };
}
