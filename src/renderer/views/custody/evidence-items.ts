/**
 * Items of evidence and what was done with each, told from the records of the log.
 *
 * Pure. O(records). Numbers are given in log order, from E-001: they stay the same for ever, since the log only grows.
 */
import { type CustodyRecord, isCaseCheck } from '../../../shared/describe-record.ts';

export interface EvidenceItem {
  /** `E-001`. */
  id: string;
  source: CustodyRecord;
  /** What became of it; undefined where reading was interrupted, and for archives that only were opened. */
  report: CustodyRecord | undefined;
  isContainer: boolean;
  /** The newest verification after the item was read. */
  check: CustodyRecord | undefined;
}

const DIGITS = 3;

export function evidenceItems(records: readonly CustodyRecord[]): EvidenceItem[] {
  const reports = new Map<unknown, CustodyRecord>();
  let check: CustodyRecord | undefined;
  for (const record of records) {
    if (record.kind === 'source-report') reports.set(record.body['sourceSeq'], record);
    if (isCaseCheck(record)) check = record;
  }
  return records
    .filter(({ kind }) => kind === 'source')
    .map((source, index) => {
      const report = reports.get(source.seq);
      const endSeq = report?.seq ?? source.seq;
      return {
        id: `E-${String(index + 1).padStart(DIGITS, '0')}`,
        source,
        report,
        isContainer: source.body['container'] !== undefined,
        check: check !== undefined && check.seq > endSeq ? check : undefined,
      };
    });
}
