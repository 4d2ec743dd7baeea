/**
 * What came back from outside: recognised, put to the head that it is over, checked, and recorded as it came.
 *
 * What does not fit any head of the case is refused with what was found, and leaves no record: it proves nothing about it.
 * Trust: the file is anybody's.
 */
import { encodeHex } from '../../engines/kernel/bytes.ts';
import { parseOpenTimestamp } from '../../engines/marks/open-timestamps.ts';
import { readStampClaim } from '../../engines/marks/time-stamp.ts';
import type { OutputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { Finding } from '../../shared/verdict.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import type { OpenCase } from '../services/open-cases.ts';
import type { StoredHead } from '../vault/head-session.ts';
import { judgeMark, type Judged, type MarkFile } from './judge-mark.ts';
import { formOf, sizeInName } from './mark-file.ts';
import { type MarkRecords, readMarkRecords } from './mark-records.ts';
import type { Trust } from './trust-store.ts';

type Answer = OutputOf<'mark.import'>;

/** A file as it came: from a path, or dropped on the window. */
export interface GivenMark {
  bytes: Uint8Array;
  /** Path or bare name; empty where it has none. */
  name: string;
  isDropped: boolean;
}

export async function importMark(openCase: OpenCase, given: GivenMark, trust: Trust): Promise<Answer> {
  if (openCase.readOnlyReason !== undefined) {
    throw new AppError('CASE_READ_ONLY', `Nothing can be recorded in this case: ${openCase.readOnlyReason}`);
  }
  const { bytes, name } = given;
  const form = formOf(bytes);
  if (form === undefined) {
    return refused(null, {
      kind: 'mark-malformed',
      message: 'This is no cosignature, time stamp or OpenTimestamps proof',
    });
  }
  const mark: MarkFile = { form, bytes };
  const records = await readMarkRecords(openCase);
  const sha256 = nodeHasher.sha256Hex(bytes);
  const found = await findHead(openCase, mark, records, trust, sizeInName(name));
  if ('kind' in found) return refused(form, found);
  const { head, judged } = found;
  if (judged.finding !== undefined) return refused(form, judged.finding);
  const { state, who, time, detail } = judged;
  const facts = { form, size: head.size, state, who, time, detail, findings: [] };
  if (form === 'cosignature' && state === 'untrusted') {
    const message = `Nobody can say whether ${who} really signed it: trust that witness first, by its key`;
    return refused(form, { kind: 'mark-signer-unknown', message });
  }
  const known = records.received.find((each) => each.sha256 === sha256 && each.size === head.size);
  if (known !== undefined) return { outcome: 'known', ...facts, recordSeq: known.recordSeq };
  const recordSeq = await openCase.record('anchor', {
    act: 'received',
    form,
    size: head.size,
    head: `sha256:${nodeHasher.sha256TextHex(head.note)}`,
    sha256,
    content: Buffer.from(bytes).toString('base64'),
    path: name,
    ...(given.isDropped ? { arrival: 'drop' } : {}),
    state,
    who: who.slice(0, 500),
    time,
  });
  return { outcome: 'recorded', ...facts, recordSeq };
}

const refused = (form: Answer['form'], finding: Finding): Answer => ({
  outcome: 'refused',
  form,
  size: null,
  state: null,
  who: '',
  time: null,
  detail: finding.actual === undefined ? finding.message : `${finding.message}: ${finding.actual}`,
  findings: [finding],
  recordSeq: null,
});

const OTHER: Finding = { kind: 'mark-other-head', message: 'This is not over any head of this case' };

async function findHead(
  openCase: OpenCase,
  mark: MarkFile,
  records: MarkRecords,
  trust: Trust,
  named: number | undefined,
): Promise<{ head: StoredHead; judged: Judged } | Finding> {
  if (mark.form === 'cosignature') return findCosigned(openCase, mark, records, trust, named);
  const head = await findByDigest(openCase, mark);
  if (head === null || 'kind' in head) return head ?? OTHER;
  return { head, judged: judgeMark(mark, head, trust, noncesFor(records, head.size)) };
}

/** Nonces of the requests for a time stamp over this head. */
export const noncesFor = ({ requested }: MarkRecords, size: number): string[] =>
  requested.flatMap((each) => (each.form === 'time-stamp' && each.size === size ? (each.nonce ?? []) : []));

async function findByDigest({ session }: OpenCase, { form, bytes }: MarkFile): Promise<StoredHead | Finding | null> {
  if (form === 'time-stamp') {
    const claim = readStampClaim(bytes);
    if (claim.kind === 'invalid') return claim.findings[0];
    return claim.kind === 'valid' ? session.heads.findByDigest(claim.value.hash, encodeHex(claim.value.digest)) : null;
  }
  const proof = parseOpenTimestamp(bytes);
  if (proof.kind === 'invalid') return proof.findings[0];
  if (proof.kind !== 'valid' || proof.value.hash !== 'sha256') return null;
  return session.heads.findByDigest('sha256', encodeHex(proof.value.digest));
}

const MAX_TRIED = 200;

/** Cosignature lines do not say which head they are under: the one in the file's name, those asked for, the newest. */
async function findCosigned(
  { session }: OpenCase,
  mark: MarkFile,
  { requested }: MarkRecords,
  trust: Trust,
  named: number | undefined,
): Promise<{ head: StoredHead; judged: Judged } | Finding> {
  const asked = requested.flatMap(({ form, size }) => (form === 'witness' ? [size] : [])).toReversed();
  const sizes = new Set([...(named === undefined ? [] : [named]), ...asked.slice(0, MAX_TRIED), undefined]);
  let last: { head: StoredHead; judged: Judged } | undefined;
  for (const size of sizes) {
    const head = await session.heads.find(size);
    if (head === null) continue;
    const judged = judgeMark(mark, head, trust, []);
    if (judged.state !== 'wrong') return { head, judged };
    last ??= { head, judged };
  }
  return last ?? OTHER;
}
