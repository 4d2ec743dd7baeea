/**
 * The annotations of a case, kept up to date from its log, and what the window asks of them.
 *
 * Records of acts never leave the hot part (roll-up.ts), so each is read once, when it is new, checked against its leaf like
 * any other. Cost: a look at the list of hot blocks a question; at open one pass over the hot part.
 * Errors: RECORD_NOT_FOUND, ANNOTATION_UNDONE, CASE_LOG_BROKEN.
 */
import type { Annotation } from '../../engines/annotation/annotation-record.ts';
import { AnnotationBook, type EventNotes } from '../../engines/annotation/annotation-book.ts';
import { countSeqs, seqsOf, uniteRanges } from '../../engines/kernel/seq-ranges.ts';
import { AppError } from '../../shared/errors.ts';
import type { HotEvents } from './hot-events.ts';
import type { AnnotationEntry, NoteTotals } from './annotation-session.ts';

const DEFAULT_LIMIT = 100;

export class CaseNotes {
  readonly #hot: Pick<HotEvents, 'records'>;
  readonly #book = new AnnotationBook();
  #nextSeq = 0;

  constructor(hot: Pick<HotEvents, 'records'>) {
    this.#hot = hot;
  }

  /** The book as of the newest signed head. */
  get book(): AnnotationBook {
    for (const { seq, record } of this.#hot.records(this.#nextSeq)) {
      if (seq < this.#nextSeq) continue;
      if (record.kind === 'annotation') this.#book.add({ seq, at: record.at, body: record.body });
      this.#nextSeq = seq + 1;
    }
    return this.#book;
  }

  /** What stands on these events, or, where none are named, on the annotated ones after `afterSeq`, in log order. */
  list(request: { seqs?: number[]; afterSeq?: number; limit?: number }): EventNotes[] {
    const { book } = this;
    if (request.seqs !== undefined) return book.notesOf(request.seqs);
    const { afterSeq, limit = DEFAULT_LIMIT } = request;
    const seqs: number[] = [];
    for (const seq of seqsOf(book.annotated, afterSeq)) {
      if (seqs.length >= limit) break;
      seqs.push(seq);
    }
    return book.notesOf(seqs);
  }

  totals(): NoteTotals {
    const { book } = this;
    const counted = (facet: 'tag' | 'colour') =>
      book.valuesOf(facet).map(({ value, targets }) => ({ value, count: countSeqs(targets) }));
    const comments = book.valuesOf('comment');
    return {
      tags: counted('tag').map(({ value, count }) => ({ tag: value, count })),
      colours: counted('colour').map(({ value, count }) => ({ colour: value, count })),
      starredCount: book.valuesOf('starred').reduce((sum, { targets }) => sum + countSeqs(targets), 0),
      commentCount: comments.length,
      commentedCount: countSeqs(uniteRanges(comments.map(({ targets }) => targets))),
      annotatedCount: countSeqs(book.annotated),
    };
  }

  history(seq: number): AnnotationEntry[] {
    return this.book.historyOf(seq).map(({ annotation, isEffective }) => entryOf(annotation, isEffective));
  }

  /** The annotation that a person wants to undo. */
  undoable(recordSeq: number): AnnotationEntry {
    const found = this.book.find(recordSeq);
    if (found === undefined)
      throw new AppError('RECORD_NOT_FOUND', `Record ${recordSeq} is no annotation of this case`);
    if (!found.isEffective) throw new AppError('ANNOTATION_UNDONE', `Annotation ${recordSeq} is undone already`);
    return entryOf(found.annotation, true);
  }
}

function entryOf({ targets, ...said }: Annotation, isEffective: boolean): AnnotationEntry {
  return { ...said, ...(said.act === 'undo' ? {} : { targetCount: countSeqs(targets) }), isEffective };
}
