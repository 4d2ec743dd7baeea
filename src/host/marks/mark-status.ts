/**
 * All marks of a case, each checked again, and what they come to: how far somebody outside vouches, how much came after.
 *
 * Source: evidence-format.md §9. Trust: records may have been written by whoever holds the key; only what their bytes prove counts.
 */
import type { OutputOf } from '../../shared/contract/index.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import type { OpenCase } from '../services/open-cases.ts';
import { noncesFor } from './import-mark.ts';
import { judgeMark, type Judged } from './judge-mark.ts';
import { type MarkRecords, readMarkRecords, type Received } from './mark-records.ts';
import type { Trust } from './trust-store.ts';

type Status = OutputOf<'mark.status'>;
export type ShownMark = Status['marks'][number];

const MAX_WAITING = 20;

export async function markStatus(openCase: OpenCase, trust: Trust): Promise<Status> {
  const { recordCount, headSize } = await openCase.session.info();
  const records = await readMarkRecords(openCase);
  const received = await Promise.all(
    records.received.map(async (mark) => shown(mark, await judgeReceived(openCase, mark, records, trust))),
  );
  const marks = [...received, ...printed(records)].toSorted((a, b) => b.recordSeq - a.recordSeq);
  const confirmed = largest(marks.filter(({ state }) => state === 'confirmed'));
  const newest = largest(marks.filter(({ state }) => state !== 'wrong' && state !== 'pending'));
  return {
    recordCount,
    headSize,
    confirmedSize: confirmed?.size ?? 0,
    confirmedBy: confirmed === undefined ? null : { form: confirmed.form, who: confirmed.who, time: confirmed.time },
    newest: newest === undefined ? null : { form: newest.form, size: newest.size, at: newest.at, time: newest.time },
    // What nobody trusted confirms is not counted out: whoever has the folder can make such a mark.
    recordsSince: recordCount - (confirmed?.size ?? 0),
    marks,
    waiting: waiting(records),
  };
}

async function judgeReceived(
  { session }: OpenCase,
  mark: Received,
  records: MarkRecords,
  trust: Trust,
): Promise<Judged> {
  const head = await session.heads.find(mark.size);
  if (head === null || `sha256:${nodeHasher.sha256TextHex(head.note)}` !== mark.head) {
    const message = 'The head that it was taken in for is not that of this case';
    return { state: 'wrong', who: '', time: null, detail: message, finding: { kind: 'mark-other-head', message } };
  }
  const bytes = new Uint8Array(Buffer.from(mark.content, 'base64'));
  return judgeMark({ form: mark.form, bytes }, head, trust, noncesFor(records, mark.size));
}

const shown = ({ recordSeq, at, operatorId, form, size }: Received, judged: Judged): ShownMark => {
  const { state, who, time, detail } = judged;
  return { recordSeq, at, operatorId, form, size, state, who, time, detail };
};

/** A page to print: whether it was printed, and lies outside, only people know. */
const printed = ({ requested }: MarkRecords): ShownMark[] =>
  requested
    .filter(({ form }) => form === 'paper')
    .map(({ recordSeq, at, operatorId, size, path }) => ({
      recordSeq,
      at,
      operatorId,
      form: 'paper',
      size,
      state: 'stated',
      who: operatorId,
      time: null,
      detail: `Written to ${path} to be printed: only whoever has the page can compare it`,
    }));

const largest = (marks: readonly ShownMark[]): ShownMark | undefined =>
  marks.reduce<ShownMark | undefined>(
    (best, mark) => (best === undefined || mark.size > best.size ? mark : best),
    undefined,
  );

const ANSWERS = { witness: 'cosignature', 'time-stamp': 'time-stamp', head: 'open-timestamp' } as const;

function waiting({ requested, received }: MarkRecords): Status['waiting'] {
  return requested
    .filter(({ form, size, recordSeq }) => {
      if (form === 'paper') return false;
      return !received.some((mark) => mark.form === ANSWERS[form] && mark.size === size && mark.recordSeq > recordSeq);
    })
    .map(({ recordSeq, at, form, size, path }) => ({ recordSeq, at, form, size, path }))
    .toReversed()
    .slice(0, MAX_WAITING);
}
