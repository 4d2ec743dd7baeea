/**
 * The ledger: records with their sentence, what stands out in them, and the times between lock and unlock.
 *
 * Pure. O(records). Gaps are told from all records, whatever is filtered out, and stand where the unlock that ends them does.
 * Trust: bodies hold text from evidence and from operators; whoever shows it makes it visible first.
 */
import { actorOf, type CustodyRecord, describeRecord } from '../../../shared/describe-record.ts';

export type LedgerMark = 'changed' | 'failed-unlock' | 'denied' | 'restart' | 'broken' | 'indeterminate' | 'export';

export interface Gap {
  kind: 'closed' | 'not-locked';
  /** Record that ends it: an unlock. */
  endSeq: number;
  fromAt: string;
  toAt: string;
  /** Negative where the clock was set back. */
  seconds: number;
}

export interface LedgerEntry {
  record: CustodyRecord;
  who: string;
  sentence: string;
  mark: LedgerMark | undefined;
  /** How far its time lies before that of the record before; undefined where it does not, and for the end of a batch. */
  backSeconds: number | undefined;
}

export type LedgerRow = { type: 'entry'; entry: LedgerEntry } | { type: 'gap'; gap: Gap };

/** The log's own housekeeping: many, and nobody's act. */
const HOUSEKEEPING: readonly string[] = ['seal', 'segment', 'epoch', 'clock', 'software'];

/** Written when their batch is committed, on the place it ended at: records behind them may have been recorded before. */
const ENDS_BATCH: readonly string[] = ['seal', 'segment'];

export interface LedgerFilter {
  /** A kind, `acts` for those of people, `all`. */
  kind: string;
  /** As actorOf says, or undefined for everybody. */
  who: string | undefined;
  /** Part of the sentence, of any case; empty for all. */
  find: string;
}

/**
 * @param records in log order
 * @param changedSeqs those that are not what was sealed
 */
export function ledgerEntries(
  records: readonly CustodyRecord[],
  fingerprint: string,
  changedSeqs: ReadonlySet<number> = new Set(),
): LedgerEntry[] {
  let before = Number.NaN;
  return records.map((record) => {
    const at = Date.parse(record.at);
    const isInOrder = !ENDS_BATCH.includes(record.kind);
    const backSeconds = isInOrder && at < before ? (before - at) / 1000 : undefined;
    if (isInOrder) before = at;
    const mark = changedSeqs.has(record.seq) ? 'changed' : markOf(record);
    const sentence = describeRecord(record, fingerprint);
    return { record, who: actorOf(record), sentence, mark, backSeconds };
  });
}

export function markOf({ kind, body }: CustodyRecord): LedgerMark | undefined {
  switch (kind) {
    case 'unlock-failed':
      return 'failed-unlock';
    case 'custody':
      return body['act'] === 'denied' ? 'denied' : undefined;
    case 'epoch-restart':
      return 'restart';
    case 'export':
      return 'export';
    case 'verify':
      return body['verdict'] === 'broken' || body['verdict'] === 'indeterminate' ? body['verdict'] : undefined;
    default:
      return undefined;
  }
}

/** @param records all of the log, in its order */
export function gapsOf(records: readonly CustodyRecord[]): Gap[] {
  const gaps: Gap[] = [];
  let lockedAt: string | undefined;
  let isOpen = false;
  let lastAt: string | undefined;
  for (const { kind, seq, at } of records) {
    if (kind === 'lock') {
      lockedAt = at;
      isOpen = false;
    } else if (kind === 'unlock') {
      const fromAt = lockedAt ?? (isOpen ? lastAt : undefined);
      if (fromAt !== undefined) {
        const seconds = (Date.parse(at) - Date.parse(fromAt)) / 1000;
        gaps.push({ kind: lockedAt === undefined ? 'not-locked' : 'closed', endSeq: seq, fromAt, toAt: at, seconds });
      }
      lockedAt = undefined;
      isOpen = true;
    } else if (kind === 'genesis') {
      // Making a case opens it; an unlock in its first batch ends nothing.
      isOpen = false;
    } else if (kind !== 'unlock-failed' && !HOUSEKEEPING.includes(kind) && lockedAt === undefined) {
      isOpen = true;
    }
    // A failed unlock is written down by the unlock after it.
    if (kind !== 'unlock-failed') lastAt = at;
  }
  return gaps;
}

export function isShown({ record, who, sentence }: LedgerEntry, filter: LedgerFilter): boolean {
  const { kind, find } = filter;
  const fitsKind = kind === 'all' || (kind === 'acts' ? !HOUSEKEEPING.includes(record.kind) : record.kind === kind);
  if (!fitsKind || (filter.who !== undefined && who !== filter.who)) return false;
  return find === '' || `${record.seq} ${sentence}`.toLowerCase().includes(find.toLowerCase());
}

/** Entries and, before an unlock, the gap it ends; after it where the newest come first. */
export function ledgerRows(
  entries: readonly LedgerEntry[],
  gaps: readonly Gap[],
  { isNewestFirst }: { isNewestFirst: boolean },
): LedgerRow[] {
  const bySeq = new Map(gaps.map((gap) => [gap.endSeq, gap]));
  const rows = entries.flatMap((entry): LedgerRow[] => {
    const gap = bySeq.get(entry.record.seq);
    return [...(gap === undefined ? [] : [{ type: 'gap' as const, gap }]), { type: 'entry', entry }];
  });
  return isNewestFirst ? rows.toReversed() : rows;
}

/** Tab-separated, a record a line, for whoever pastes it. @param visible makes hidden characters visible */
export function ledgerText(entries: readonly LedgerEntry[], visible: (raw: string) => string): string {
  return entries
    .map(({ record: { seq, at, kind }, who, sentence }) =>
      [String(seq), at, kind, who, sentence].map((cell) => visible(cell).replaceAll(/[\t\n]+/gu, ' ')).join('\t'),
    )
    .join('\n');
}
