/** The law of annotations against the plainest reading of it, and what undo and redo must keep. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../event/audit-event.ts';
import { countSeqs, pairsOf, rangesFromSeqs, seqsOf } from '../kernel/seq-ranges.ts';
import { AnnotationBook } from './annotation-book.ts';

const SEQS = 12;
const AT = '2026-01-01T00:00:00Z';

type Act = { act: string; tag?: string; colour?: string; text?: string; seqs: number[] };
type Step = Act | { act: 'undo'; back: number };

const seqs = fc
  .uniqueArray(fc.nat(SEQS - 1), { minLength: 1, maxLength: 8 })
  .map((list) => list.toSorted((a, b) => a - b));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ act: fc.constantFrom('star', 'unstar'), seqs }),
  fc.record({ act: fc.constantFrom('tag', 'untag'), tag: fc.constantFrom('a', 'b'), seqs }),
  fc.record({ act: fc.constant('colour'), colour: fc.constantFrom('red', 'blue', 'none'), seqs }),
  fc.record({ act: fc.constant('comment'), text: fc.constantFrom('x', 'y'), seqs }),
  fc.record({ act: fc.constant('undo' as const), back: fc.integer({ min: 1, max: 6 }) }),
);
const steps = fc.array(step, { maxLength: 25 });

const FIRST_RECORD = 100;
const bodyOf = (one: Step, seq: number): JsonObject =>
  'back' in one
    ? { operatorId: 'lead', act: 'undo', of: seq - one.back }
    : { operatorId: 'lead', ...one, seqs: null, ranges: pairsOf(rangesFromSeqs(one.seqs)) };

const bookOf = (list: readonly Step[]): AnnotationBook => {
  const book = new AnnotationBook();
  list.forEach((one, i) => book.add({ seq: FIRST_RECORD + i, at: AT, body: bodyOf(one, FIRST_RECORD + i) }));
  return book;
};
const everything = Array.from({ length: SEQS }, (_, seq) => seq);
const stateOf = (book: AnnotationBook): unknown => book.notesOf(everything);

/** The law as its text says it, from the newest record back. */
function plainState(list: readonly Step[]): unknown {
  const counts = new Map<number, boolean>();
  for (let i = list.length - 1; i >= 0; i--) {
    const undone = list.some((one, j) => 'back' in one && j - one.back === i && counts.get(j) === true);
    const namesNothing = 'back' in list[i]! && !exists(list, i - (list[i] as { back: number }).back);
    counts.set(i, !undone && !namesNothing);
  }
  const acts = list.flatMap((one, i) => ('back' in one || counts.get(i) !== true ? [] : [{ ...one, i }]));
  return everything.map((seq) => {
    const here = acts.filter((one) => one.seqs.includes(seq));
    const newest = (...names: string[]) => here.findLast(({ act }) => names.includes(act));
    const colour = newest('colour')?.colour ?? 'none';
    return {
      seq,
      starred: newest('star', 'unstar')?.act === 'star',
      colour: colour === 'none' ? null : colour,
      tags: ['a', 'b'].filter((tag) => here.findLast((one) => 'tag' in one && (one as Act).tag === tag)?.act === 'tag'),
      comments: here
        .filter(({ act }) => act === 'comment')
        .map(({ i, text }) => ({ recordSeq: FIRST_RECORD + i, at: AT, operatorId: 'lead', text })),
    };
  });
}

/** Whether the step is there and named something itself: an undo of nothing is no record of a book. */
function exists(list: readonly Step[], i: number): boolean {
  const one = list[i];
  if (one === undefined) return false;
  return !('back' in one) || exists(list, i - one.back);
}

describe('a book of annotations', () => {
  it('says what the law says, asked at the end or after every record', () => {
    fc.assert(
      fc.property(steps, (list) => {
        expect(stateOf(bookOf(list))).toEqual(plainState(list));
        const book = new AnnotationBook();
        list.forEach((one, i) => {
          book.add({ seq: FIRST_RECORD + i, at: AT, body: bodyOf(one, FIRST_RECORD + i) });
          expect(stateOf(book)).toEqual(plainState(list.slice(0, i + 1)));
        });
      }),
      { numRuns: 300 },
    );
  });

  it('is as before after an undo of the newest act, and as with it after the undo of that', () => {
    fc.assert(
      fc.property(
        steps,
        step.filter((one) => !('back' in one)),
        (list, act) => {
          const undo: Step = { act: 'undo', back: 1 };
          expect(stateOf(bookOf([...list, act, undo]))).toEqual(stateOf(bookOf(list)));
          expect(stateOf(bookOf([...list, act, undo, undo]))).toEqual(stateOf(bookOf([...list, act])));
        },
      ),
    );
  });

  it('knows as annotated exactly the events on which something stands', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const book = bookOf(list);
        const bare = (notes: ReturnType<AnnotationBook['notesOf']>[number]): boolean =>
          !notes.starred && notes.colour === null && notes.tags.length === 0 && notes.comments.length === 0;
        const expected = book.notesOf(everything).filter((notes) => !bare(notes));
        expect([...seqsOf(book.annotated)]).toEqual(expected.map(({ seq }) => seq));
      }),
    );
  });

  it('tells the whole history of an event: what was undone, by whom, and what counts', () => {
    const book = bookOf([
      { act: 'tag', tag: 'a', seqs: [1, 2] },
      { act: 'star', seqs: [2] },
      { act: 'undo', back: 2 },
      { act: 'undo', back: 1 },
      { act: 'undo', back: 3 },
    ]);
    const told = (seq: number) =>
      book.historyOf(seq).map(({ annotation, isEffective }) => [annotation.recordSeq, annotation.act, isEffective]);
    expect(told(1)).toEqual([
      [100, 'tag', true],
      [102, 'undo', false],
      [103, 'undo', true],
    ]);
    expect(told(2)).toEqual([
      [100, 'tag', true],
      [101, 'star', false],
      [102, 'undo', false],
      [103, 'undo', true],
      [104, 'undo', true],
    ]);
    expect(told(3)).toEqual([]);
    expect(book.find(101)?.isEffective).toBe(false);
    expect(book.find(999)).toBeUndefined();
  });

  it('takes further targets of an act for the same act, also where it is undone', () => {
    const book = bookOf([{ act: 'tag', tag: 'a', seqs: [1] }]);
    book.add({ seq: 101, at: AT, body: { act: 'more', of: 100, ranges: [[5, 6]] } });
    expect(book.valuesOf('tag')).toEqual([{ value: 'a', targets: Float64Array.of(1, 1, 5, 6) }]);
    book.add({ seq: 102, at: AT, body: { act: 'undo', of: 100 } });
    book.add({ seq: 103, at: AT, body: { act: 'more', of: 100, ranges: [[9, 9]] } });
    expect(book.valuesOf('tag')).toEqual([]);
    book.add({ seq: 104, at: AT, body: { act: 'undo', of: 102 } });
    expect(countSeqs(book.annotated)).toBe(4);
  });

  it('passes over bodies that are no annotation', () => {
    const bodies: JsonObject[] = [
      {},
      { text: 'x' },
      { act: 'star' },
      { act: 'star', ranges: [] },
      { act: 'star', ranges: [[2, 1]] },
      { act: 'tag', ranges: [[1, 1]] },
      { act: 'comment', text: 5, ranges: [[1, 1]] },
      { act: 'burn', ranges: [[1, 1]] },
      { act: 'undo', of: 7 },
      { act: 'undo', of: 'x' },
      { act: 'undo', of: 999 },
      { act: 'more', of: 7, ranges: [[1, 1]] },
      { act: 'more', of: 999, ranges: [[1, 1]] },
    ];
    const book = new AnnotationBook();
    bodies.forEach((body, i) => book.add({ seq: 100 + i, at: AT, body }));
    expect(countSeqs(book.annotated)).toBe(0);
    expect(book.historyOf(1)).toEqual([]);
  });

  it('keeps up with a hundred thousand stars and a chain of as many undos', () => {
    const book = new AnnotationBook();
    for (let i = 0; i < 100_000; i++) {
      book.add({ seq: 1_000_000 + i, at: AT, body: { act: 'star', ranges: [[i * 3, i * 3]] } });
    }
    expect(countSeqs(book.annotated)).toBe(100_000);
    for (let i = 0; i < 100_000; i++) {
      book.add({ seq: 1_100_000 + i, at: AT, body: { act: 'undo', of: 1_099_999 + i } });
    }
    expect(countSeqs(book.annotated)).toBe(100_000);
  });
});
