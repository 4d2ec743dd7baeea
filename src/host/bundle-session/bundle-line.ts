/**
 * One line of a bundle's records: a record, or what stands in the place of records that are not shown.
 *
 * Pure. Whether the line is what it should be is the verifier's to judge; here it only has to be of one of the forms. A line
 * that is none of them ends the reading: nobody can tell what it stands for.
 * Source: bundle-format.md §3. Trust: hostile.
 */
import { parseRecord, RECORD_KINDS, type CaseRecord, type RecordKind } from '../../engines/chain/record.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { isCanonical } from '../../engines/kernel/canonical-json.ts';

export type BundleLine =
  | { form: 'record'; seq: number; record: CaseRecord }
  /** It says that it is a record, and is none that could be read as one. */
  | { form: 'unreadable'; seq: number; reason: string }
  | { form: 'withheld'; seq: number; digest: string }
  | { form: 'redacted'; seq: number; digest: string; kind: RecordKind; body: JsonObject; removed: string[] }
  | { form: 'left-out'; seq: number; count: number; hash: string };

const HEX = /^[0-9a-f]{64}$/;

/** @returns undefined where it is none of the forms */
export function readBundleLine(text: string): BundleLine | undefined {
  const value = parse(text);
  if (!isObject(value) || !isPlace(value['seq'])) return undefined;
  const seq = value['seq'];
  const members = Object.keys(value).toSorted().join();
  if (members === 'at,body,kind,log,salt,seq,v') {
    const record = parseRecord(text);
    return record.kind === 'valid'
      ? { form: 'record', seq, record: record.value }
      : { form: 'unreadable', seq, reason: record.kind === 'invalid' ? record.findings[0].message : record.reason };
  }
  const { digest, hash, count } = value;
  if (members === 'count,hash,seq' && isHash(hash) && isPlace(count) && count >= 2)
    return { form: 'left-out', seq, count, hash };
  if (!isHash(digest)) return undefined;
  if (members === 'digest,seq') return { form: 'withheld', seq, digest };
  if (members !== 'digest,redacted,seq') return undefined;
  const part = isCanonical(text) ? partOf(value['redacted']) : undefined;
  return part === undefined ? { form: 'withheld', seq, digest } : { form: 'redacted', seq, digest, ...part };
}

function partOf(value: unknown): { kind: RecordKind; body: JsonObject; removed: string[] } | undefined {
  if (!isObject(value)) return undefined;
  const { kind, body, removed } = value;
  const isPart =
    RECORD_KINDS.some((known) => known === kind) &&
    isObject(body) &&
    Array.isArray(removed) &&
    removed.every((pointer) => typeof pointer === 'string');
  return isPart ? { kind: kind as RecordKind, body: body as JsonObject, removed } : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isHash = (value: unknown): value is string => typeof value === 'string' && HEX.test(value);
const isPlace = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
