/**
 * What a record of kind `annotation` says: an act on events, more of its events, or an undo.
 *
 * Pure. O(ranges).
 * Source: evidence-format.md §6.
 * Trust: a body was written by an operator, perhaps with another program: what does not fit is no annotation, never an error.
 */
import { ANNOTATION_ACTS, type AnnotationAct } from '../../shared/annotation-words.ts';
import type { JsonObject } from '../event/audit-event.ts';
import { NO_SEQS, rangesFromPairs, type SeqRanges } from '../kernel/seq-ranges.ts';

export interface Annotation {
  recordSeq: number;
  at: string;
  operatorId: string;
  act: AnnotationAct | 'undo';
  tag?: string;
  text?: string;
  colour?: string;
  /** The query whose matches were meant; the ranges say which they were. */
  query?: string;
  from?: string;
  to?: string;
  /** Of `undo`: the annotation that no longer counts. */
  of?: number;
  targets: SeqRanges;
}

/** Further targets of an act whose ranges did not fit in one record. */
interface MoreTargets {
  act: 'more';
  of: number;
  targets: SeqRanges;
}

export interface LoggedRecord {
  seq: number;
  at: string;
  body: JsonObject;
}

/** Undefined where the record is none that this version understands. */
export function readAnnotation({ seq, at, body }: LoggedRecord): Annotation | MoreTargets | undefined {
  const { act, of } = body;
  const operatorId = typeof body['operatorId'] === 'string' ? body['operatorId'] : '';
  if (act === 'undo') {
    return isEarlier(of, seq) ? { recordSeq: seq, at, operatorId, act, of, targets: NO_SEQS } : undefined;
  }
  const targets = rangesFromPairs(body['ranges']);
  if (targets === undefined || targets.length === 0) return undefined;
  if (act === 'more') return isEarlier(of, seq) ? { act, of, targets } : undefined;
  const known = ANNOTATION_ACTS.find((each) => each === act);
  if (known === undefined) return undefined;
  const annotation: Annotation = { recordSeq: seq, at, operatorId, act: known, targets };
  for (const name of ['tag', 'text', 'colour', 'query', 'from', 'to'] as const) {
    const value = body[name];
    if (typeof value === 'string') annotation[name] = value;
  }
  const needed = NEEDS[known];
  return needed === undefined || annotation[needed] !== undefined ? annotation : undefined;
}

const NEEDS: Readonly<Partial<Record<AnnotationAct, 'tag' | 'text' | 'colour'>>> = {
  tag: 'tag',
  untag: 'tag',
  comment: 'text',
  colour: 'colour',
};

const isEarlier = (of: unknown, seq: number): of is number => Number.isSafeInteger(of) && (of as number) < seq;
