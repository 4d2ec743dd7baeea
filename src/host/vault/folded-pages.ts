/**
 * A stretch of a result as runs: neighbours in the order shown that say the same (engines/event/same-words.ts) are one.
 *
 * Exact and bounded: every event is read and checked against its leaf as when it is shown, so many and no more a call. A run
 * that is not over then says so, and the next call says that it goes on; who asks puts the parts together
 * (shared/join-runs.ts). The next place is that of the unfolded result, where any place is found at once: so folding needs
 * no table of its own, and can begin anywhere.
 * Cost: some 10 us an event; memory: one event a run, and its other seqs as ranges.
 * Errors: as SearchedCase.
 */
import type { AuditEvent } from '../../engines/event/audit-event.ts';
import { wordsOf } from '../../engines/event/same-words.ts';
import { pairsOf, rangesFromSeqs } from '../../engines/kernel/seq-ranges.ts';
import { actAsEvent } from './audit-log.ts';
import type { EventRun, FoldedPage } from './search-answers.ts';
import type { SearchedCase } from './searched-case.ts';
import type { HitKey, Order } from './segment/segment-reader.ts';

/** Hits asked for at once: the first few fill most pages, more cost less each. */
const FIRST_CHUNK = 256;
const MAX_CHUNK = 2_048;

export interface FoldPlan {
  order: Order;
  offset: number;
  /** The hit before the first; undefined: there is none. */
  before: HitKey | undefined;
  /** Most runs, and most events read. */
  limit: number;
  maxEvents: number;
  hitsAfter: (after: HitKey | undefined, limit: number) => HitKey[];
}

interface OpenRun {
  words: string;
  offset: number;
  seqs: number[];
  /** Of those with a valid time, in the order shown. */
  firstTime: string | null;
  lastTime: string | null;
}

export function foldHits(searched: SearchedCase, plan: FoldPlan): Pick<FoldedPage, 'runs' | 'nextOffset'> {
  const { order, offset, before, limit, maxEvents, hitsAfter } = plan;
  const wordsBefore = before === undefined ? undefined : wordsOf(bodyOf(searched, before.seq));
  const open: OpenRun[] = [];
  let after = before;
  let read = 0;
  let isEnd = false;
  // One more run than shown is begun: only then the last one is known to be over.
  while (open.length <= limit && read < maxEvents && !isEnd) {
    const wanted = Math.min(read === 0 ? FIRST_CHUNK : MAX_CHUNK, maxEvents - read);
    const hits = hitsAfter(after, wanted);
    isEnd = hits.length < wanted;
    for (const [seq, { words, timestamp }] of wordsOfHits(searched, hits)) {
      let run = open.at(-1);
      if (run?.words !== words) {
        if (open.length === limit) {
          open.push({ words, offset: offset + read, seqs: [], firstTime: null, lastTime: null });
          break;
        }
        run = { words, offset: offset + read, seqs: [], firstTime: null, lastTime: null };
        open.push(run);
      }
      run.seqs.push(seq);
      run.firstTime ??= timestamp;
      run.lastTime = timestamp ?? run.lastTime;
      read++;
    }
    after = hits.at(-1);
  }
  const isCut = open.length > limit;
  const shown = open.slice(0, limit);
  const events = searched.events(shown.map(({ seqs }) => ({ seq: seqs[0]! })));
  const isOver = isCut || isEnd;
  return {
    runs: shown.map((run, i): EventRun => {
      const [firstTime, lastTime] = order === 'oldest' ? [run.firstTime, run.lastTime] : [run.lastTime, run.firstTime];
      return {
        event: events[i]!,
        offset: run.offset,
        count: run.seqs.length,
        firstTime,
        lastTime,
        seqs: pairsOf(rangesFromSeqs(Float64Array.from(run.seqs).toSorted())),
        continues: i === 0 && run.words === wordsBefore,
        goesOn: !isOver && i === shown.length - 1,
      };
    }),
    nextOffset: isEnd && !isCut ? null : offset + read,
  };
}

function bodyOf(searched: SearchedCase, seq: number): AuditEvent {
  const { record } = searched.record(seq);
  return record.kind === 'event' ? (record.body as unknown as AuditEvent) : actAsEvent(record, seq);
}

/** In the order of the hits; read in log order, so that each block of lines is opened once. */
function wordsOfHits(
  searched: SearchedCase,
  hits: readonly HitKey[],
): [number, { words: string; timestamp: string | null }][] {
  const seqs = hits.map(({ seq }) => seq).toSorted((a, b) => a - b);
  const said = new Map(
    seqs.map((seq) => {
      const body = bodyOf(searched, seq);
      return [seq, { words: wordsOf(body), timestamp: body.timestamp }];
    }),
  );
  return hits.map(({ seq }) => [seq, said.get(seq)!]);
}
