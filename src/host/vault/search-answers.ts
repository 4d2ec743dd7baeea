/** What is asked of the events of a case, and the answers: pages, charts, fields, neighbours, coverage. Types only. */
import type { AuditLog } from '../../engines/event/audit-event.ts';
import type { QueryError } from '../../engines/search/query-error.ts';

/** Where a valid query may say something else than was meant: the place in its text, a sentence, what to write instead. */
export type QueryNotice = QueryError;

interface Asked {
  query: string;
  /** RFC 3339; half-open [from, to). */
  from?: string;
  to?: string;
}

export interface SearchRequest extends Asked {
  order?: 'newest' | 'oldest';
  limit?: number;
  /** From the previous page. */
  cursor?: string;
  /** Hits to leave out before the first shown; not together with `cursor`. */
  offset?: number;
  /** Counting may cost more than the page; default true. */
  wantTotal?: boolean;
}

export interface SearchPage {
  total: number | null;
  events: AuditLog[];
  nextCursor: string | null;
  /** Records that an opened bundle does not show: any of them might match. */
  withheld?: number;
  /** Absent where there is nothing to say. */
  notices?: QueryNotice[];
}

export interface FoldRequest extends Asked {
  order?: 'newest' | 'oldest';
  /** Most runs; default 100. */
  limit?: number;
  /** Matches to leave out before the first that is read. */
  offset?: number;
  /** Most events read; default 10,000. */
  maxEvents?: number;
}

/** Neighbours in the order shown that say the same; see engines/event/same-words.ts. */
export interface EventRun {
  /** The first of them in the order shown. */
  event: AuditLog;
  /** Its place in the unfolded result. */
  offset: number;
  /** Events read of the run. */
  count: number;
  /** Earliest and latest valid time of those; null where none has one. */
  firstTime: string | null;
  lastTime: string | null;
  /** All of them, as ascending ranges of places in the log. */
  seqs: [number, number][];
  /** The match just before the first says the same: the run began before this page. */
  continues: boolean;
  /** Read as far as this call reads: the run may be longer. */
  goesOn: boolean;
}

export interface FoldedPage {
  runs: EventRun[];
  /** Place in the unfolded result where the next page begins; null: this one reaches its end. */
  nextOffset: number | null;
  notices?: QueryNotice[];
}

export interface HistogramBucket {
  fromUs: number;
  toUs: number;
  count: number;
}

/** The stretch of time of a chart, half-open, microseconds since the epoch; null where no event has a time. */
interface Span {
  fromUs: number | null;
  toUs: number | null;
}

/** Events in the bucket that begins there; empty ones are left out. */
export interface BucketCount {
  fromUs: number;
  count: number;
}

export interface HistogramRequest extends Asked {
  bucketCount?: number;
}

export interface Histogram extends Span {
  bucketUs: number;
  /** As of a page. */
  withheld?: number;
  buckets: HistogramBucket[];
  /** Matching events without a valid time. */
  withoutTimeCount: number;
  notices?: QueryNotice[];
}

export interface TopValues {
  field: string;
  values: { value: string; count: number }[];
  /** Matching events that have the field at all. */
  presentCount: number;
  notices?: QueryNotice[];
}

export interface LanesRequest extends Asked {
  field: string;
  bucketCount?: number;
  /** The most frequent values, so many; default 10. */
  limit?: number;
  /** These values instead. */
  values?: string[];
}

/** `total` counts events with and without a time. */
interface Lane {
  total: number;
  counts: BucketCount[];
}

export interface FieldLanes extends Span {
  field: string;
  bucketUs: number;
  /** An event counts in the lane of each of its values. */
  lanes: (Lane & { value: string })[];
  /** Events that are in no lane, and how many of them lack the field. */
  other: Lane & { withoutFieldCount: number };
  withoutTimeCount: number;
  notices?: QueryNotice[];
}

export interface AroundRequest {
  seq: number;
  before: number;
  after: number;
  query?: string;
  withinSeconds?: number;
}

export interface AroundAnchor {
  /** Oldest first; the one asked for is always among them. */
  events: AuditLog[];
  hasMoreBefore: boolean;
  hasMoreAfter: boolean;
  /** `log`: the event has no valid time, its neighbours are those in the case log. */
  orderedBy: 'time' | 'log';
  notices?: QueryNotice[];
}

export type FieldValueKind = 'text' | 'number' | 'boolean' | 'time';

export interface CaseField {
  /** As it is written in a query, in quotes where it needs them. */
  name: string;
  /** Where it lies in an event. */
  path: string;
  kind: FieldValueKind;
  /** Events that hold a value there. */
  eventCount: number;
}

export interface CaseFields {
  fields: CaseField[];
  /** Whether there are more than are listed. */
  isPartial: boolean;
}

export interface CoverageRequest {
  bucketCount?: number;
}

export interface Coverage extends Span {
  bucketUs: number;
  /** Records that an opened bundle does not show: where it has none, there may be some. */
  withheld?: number;
  sources: {
    /** null: no source of the case has this digest, and the case is not whole. */
    sourceSeq: number | null;
    path: string | null;
    sha256: string;
    /** Further times the same bytes were taken in. */
    alsoTakenInAs: { sourceSeq: number; path: string }[];
    firstUs: number | null;
    lastUs: number | null;
    eventCount: number;
    withoutTimeCount: number;
    buckets: BucketCount[];
  }[];
}
