/**
 * All annotations of a case as they stand: who put which star, tag, colour or comment on which events, and what was undone.
 *
 * Pure. Fed with the records in log order, one by one; the state after any of them is the same as if all had come at once.
 * The law: an annotation counts unless an undo that counts names it (so the undo of an undo brings it back), and of the
 * annotations that count over one event the newest star or unstar, the newest act on each tag and the newest colour decide.
 * Comments stand beside each other. Cost: O(1) a record; what counts and the sets are settled when they are asked for.
 * Source: evidence-format.md §6.
 * Trust: as annotation-record.ts; chains of undos may be as long as the log.
 */
import { countSeqs, hasSeq, type SeqRanges, seqsOf, uniteRanges } from '../kernel/seq-ranges.ts';
import { type Annotation, type LoggedRecord, readAnnotation } from './annotation-record.ts';
import { TargetSet } from './target-set.ts';

/** What stands on one event. */
export interface EventNotes {
  seq: number;
  starred: boolean;
  colour: string | null;
  tags: string[];
  comments: { recordSeq: number; at: string; operatorId: string; text: string }[];
}

/** A value of `note.tag`, `note.comment` ... and the events it stands on. */
export interface NoteValue {
  value: string;
  targets: SeqRanges;
}

export type NoteFacet = 'tag' | 'starred' | 'colour' | 'comment';

interface Entry {
  annotation: Annotation;
  /** Of an act: whether it is in the sets now. */
  isEffective: boolean;
  undos: Entry[];
}

/** Comments on more events than this are looked through one by one. */
const MAX_INDEXED_TARGETS = 64;

export class AnnotationBook {
  readonly #entries = new Map<number, Entry>();
  /** In log order. */
  readonly #undos: Entry[] = [];
  #isSettled = true;
  readonly #stars = new TargetSet();
  readonly #tags = new Map<string, TargetSet>();
  readonly #colours = new Map<string, TargetSet>();
  readonly #comments = new Map<number, Annotation>();
  readonly #commentsAt = new Map<number, Set<Annotation>>();
  readonly #wideComments = new Set<Annotation>();
  #annotated: SeqRanges | undefined;

  add(record: LoggedRecord): void {
    const read = readAnnotation(record);
    if (read === undefined) return;
    if (read.act === 'more') this.#extend(read.of, read.targets);
    else if (read.act === 'undo') this.#undo(read);
    else {
      this.#entries.set(read.recordSeq, { annotation: read, isEffective: true, undos: [] });
      this.#apply(read, true);
    }
  }

  #extend(of: number, more: SeqRanges): void {
    const entry = this.#entries.get(of);
    if (entry === undefined || entry.annotation.act === 'undo') return;
    if (entry.isEffective) this.#apply(entry.annotation, false);
    entry.annotation = { ...entry.annotation, targets: uniteRanges([entry.annotation.targets, more]) };
    if (entry.isEffective) this.#apply(entry.annotation, true);
  }

  #undo(undo: Annotation): void {
    const undone = this.#entries.get(undo.of as number);
    if (undone === undefined) return;
    const own: Entry = { annotation: undo, isEffective: true, undos: [] };
    this.#entries.set(undo.recordSeq, own);
    undone.undos.push(own);
    this.#undos.push(own);
    this.#isSettled = false;
  }

  /** Decides what counts, newest undo first: a chain of undos turns round as a whole with each new one. */
  #settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    for (let i = this.#undos.length - 1; i >= 0; i--) {
      const undo = this.#undos[i]!;
      undo.isEffective = !undo.undos.some((each) => each.isEffective);
      const undone = this.#entries.get(undo.annotation.of as number);
      if (undone === undefined || undone.annotation.act === 'undo') continue;
      const isEffective = !undone.undos.some((each) => each.isEffective);
      if (isEffective === undone.isEffective) continue;
      undone.isEffective = isEffective;
      this.#apply(undone.annotation, isEffective);
    }
  }

  #apply(annotation: Annotation, isIn: boolean): void {
    this.#annotated = undefined;
    const { act, tag = '', colour = '', recordSeq: order, targets } = annotation;
    const put = (set: TargetSet, isOn: boolean): void => {
      if (isIn) set.add({ order, isOn, targets });
      else set.remove(order);
    };
    if (act === 'star' || act === 'unstar') put(this.#stars, act === 'star');
    else if (act === 'tag' || act === 'untag') put(setOf(this.#tags, tag), act === 'tag');
    else if (act === 'comment') this.#applyComment(annotation, isIn);
    else if (act === 'colour') {
      // A colour takes the others off. One that was never used needs no telling.
      if (colour !== 'none') setOf(this.#colours, colour);
      for (const [name, set] of this.#colours) put(set, name === colour);
    }
  }

  #applyComment(comment: Annotation, isIn: boolean): void {
    if (isIn) this.#comments.set(comment.recordSeq, comment);
    else this.#comments.delete(comment.recordSeq);
    if (countSeqs(comment.targets) > MAX_INDEXED_TARGETS) {
      if (isIn) this.#wideComments.add(comment);
      else this.#wideComments.delete(comment);
      return;
    }
    for (const seq of seqsOf(comment.targets)) {
      const here = this.#commentsAt.get(seq) ?? new Set();
      if (isIn) here.add(comment);
      else here.delete(comment);
      this.#commentsAt.set(seq, here);
    }
  }

  /** The values in use of one kind of note, sorted; comments in the order of the log. */
  valuesOf(facet: NoteFacet): NoteValue[] {
    this.#settle();
    switch (facet) {
      case 'starred':
        return used([['true', this.#stars]]);
      case 'tag':
        return used(this.#tags);
      case 'colour':
        return used(this.#colours);
      case 'comment':
        return [...this.#comments.values()]
          .toSorted((a, b) => a.recordSeq - b.recordSeq)
          .map(({ text = '', targets }) => ({ value: text, targets }));
    }
  }

  /** Events on which anything stands. */
  get annotated(): SeqRanges {
    this.#settle();
    const facets = ['starred', 'tag', 'colour', 'comment'] as const;
    this.#annotated ??= uniteRanges(facets.flatMap((facet) => this.valuesOf(facet).map(({ targets }) => targets)));
    return this.#annotated;
  }

  /** What stands on each of these events. */
  notesOf(seqs: readonly number[]): EventNotes[] {
    const [stars, tags, colours] = (['starred', 'tag', 'colour'] as const).map((facet) => this.valuesOf(facet));
    const at = (values: readonly NoteValue[] = [], seq: number): string[] =>
      values.filter(({ targets }) => hasSeq(targets, seq)).map(({ value }) => value);
    return seqs.map((seq) => ({
      seq,
      starred: at(stars, seq).length > 0,
      colour: at(colours, seq)[0] ?? null,
      tags: at(tags, seq),
      comments: this.#commentsOn(seq).map(({ recordSeq, at: when, operatorId, text = '' }) => ({
        recordSeq,
        at: when,
        operatorId,
        text,
      })),
    }));
  }

  #commentsOn(seq: number): Annotation[] {
    const wide = [...this.#wideComments].filter(({ targets }) => hasSeq(targets, seq));
    return [...(this.#commentsAt.get(seq) ?? []), ...wide].toSorted((a, b) => a.recordSeq - b.recordSeq);
  }

  /** Every annotation that ever named the event, and every undo of one of them, in the order of the log. */
  historyOf(seq: number): { annotation: Annotation; isEffective: boolean }[] {
    this.#settle();
    const met = new Set<number>();
    return [...this.#entries.values()].flatMap(({ annotation, isEffective }) => {
      const { of, recordSeq, targets } = annotation;
      if (!hasSeq(targets, seq) && (of === undefined || !met.has(of))) return [];
      met.add(recordSeq);
      return [{ annotation, isEffective }];
    });
  }

  /** An annotation by its record, with whether it counts. */
  find(recordSeq: number): { annotation: Annotation; isEffective: boolean } | undefined {
    this.#settle();
    return this.#entries.get(recordSeq);
  }
}

function setOf(sets: Map<string, TargetSet>, name: string): TargetSet {
  const known = sets.get(name);
  if (known !== undefined) return known;
  const made = new TargetSet();
  sets.set(name, made);
  return made;
}

const used = (sets: Iterable<readonly [string, TargetSet]>): NoteValue[] =>
  Array.from(sets, ([value, set]) => ({ value, targets: set.targets }))
    .filter(({ targets }) => targets.length > 0)
    .toSorted((a, b) => (a.value < b.value ? -1 : 1));
