/**
 * What an open case can do with annotations, and how that is spoken to the threads of the case.
 *
 * The reader thread knows the book and finds the events; the writer thread records. All values are structured-cloneable.
 */
import type { EventNotes } from '../../engines/annotation/annotation-book.ts';
import type { Annotation } from '../../engines/annotation/annotation-record.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { SeqRanges } from '../../engines/kernel/seq-ranges.ts';
import type { RpcClient } from '../adapters/thread-rpc.ts';
import type { QueryScope } from './query-scope.ts';

/** An annotation as it is told: who, when, what, and whether it counts. */
export interface AnnotationEntry extends Omit<Annotation, 'targets'> {
  /** Absent for an undo. */
  targetCount?: number;
  isEffective: boolean;
}

export interface NoteTotals {
  tags: { tag: string; count: number }[];
  colours: { colour: string; count: number }[];
  starredCount: number;
  commentCount: number;
  /** Events with at least one comment. */
  commentedCount: number;
  /** Events on which anything stands. */
  annotatedCount: number;
}

export type TargetRequest = { seqs: number[] } | QueryScope;

export interface CaseAnnotations {
  /** The events meant, by place or as all matches of a query. RECORD_NOT_FOUND where one is no event of the case. */
  targets(request: TargetRequest): Promise<SeqRanges>;
  list(request: { seqs?: number[]; afterSeq?: number; limit?: number }): Promise<EventNotes[]>;
  totals(): Promise<NoteTotals>;
  history(seq: number): Promise<AnnotationEntry[]>;
  /** RECORD_NOT_FOUND, ANNOTATION_UNDONE. */
  undoable(recordSeq: number): Promise<AnnotationEntry>;
  /** Records an annotation, in as many records as it needs, all or none. @returns seq of the first, durable. CASE_READ_ONLY */
  record(bodies: readonly JsonObject[]): Promise<number>;
}

export const annotationsOver = (reader: Pick<RpcClient, 'call'>, writer: Pick<RpcClient, 'call'>): CaseAnnotations => ({
  targets: (request) => reader.call('annotationTargets', [request]),
  list: (request) => reader.call('annotationList', [request]),
  totals: () => reader.call('annotationTotals'),
  history: (seq) => reader.call('annotationHistory', [seq]),
  undoable: (recordSeq) => reader.call('annotationUndoable', [recordSeq]),
  record: (bodies) => writer.call('recordAnnotation', [bodies]),
});
