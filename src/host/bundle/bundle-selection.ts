/**
 * Which records a bundle shows, withholds or leaves out.
 *
 * Memory: a pair of numbers for each stretch of neighbours, 8 bytes a match while a query is asked.
 * Source: bundle-format.md §3. Errors: SEARCH_SYNTAX, BUNDLE_REFUSED, CASE_LOG_BROKEN.
 */
import { createHash } from 'node:crypto';
import {
  countSeqs,
  rangesFromSeqs,
  type SeqRanges,
  subtractRanges,
  uniteRanges,
} from '../../engines/kernel/seq-ranges.ts';
import { AppError } from '../../shared/errors.ts';
import { countOf } from '../../shared/format-values.ts';
import type { SearchedCase } from '../vault/searched-case.ts';
import type { QueryScope } from '../vault/query-scope.ts';
import { namesKind } from '../vault/segment/segment-query.ts';
import { refused } from './bundle-folder.ts';
import type { BundlePlan, BundleRequest, Reason } from './bundle-request.ts';

export interface Withheld {
  readonly ranges: SeqRanges;
  readonly reason: Reason;
}

export class BundleSelection {
  readonly isWhole: boolean;
  /** Apart from each other; an event that two reasons fit is withheld for the first. */
  readonly withheld: readonly Withheld[];
  readonly #searched: SearchedCase;
  readonly #events: SeqRanges;
  /** Records that are no events, and withheld by name. */
  #others: readonly Withheld[] = [];
  readonly #notices: string[];

  /** @param searched seen at one moment */
  constructor(searched: SearchedCase, request: BundleRequest) {
    const { query, from, to } = request;
    this.isWhole = query === undefined;
    const window = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const asked = eventsOf(searched, query === undefined ? { query: '*' } : { query, ...window });
    this.#searched = searched;
    this.#events = asked.events;
    const rows = countSeqs(this.#events);
    this.#notices = asked.notices.map((notice) => `The query: ${notice}`);
    let left = this.#events;
    this.withheld = request.withhold.map(({ query: text, basis, description }) => {
      const found = withheldBy(searched, text);
      const says = found.notices.map((notice) => `The query to withhold ${cut(text)}: ${notice}`);
      // A slip in a query must not show what it was to keep back.
      if (countSeqs(subtractRanges(this.#events, found.events)) === rows) throw matchesNothing(text, rows, says);
      this.#notices.push(...says);
      const after = subtractRanges(left, found.events);
      const ranges = subtractRanges(left, after);
      left = after;
      return { ranges, reason: { basis, description } };
    });
  }

  /** Every event the bundle is about, shown, redacted or withheld by name; and other records that are withheld by name. */
  get rows(): SeqRanges {
    return this.#others.length === 0 ? this.#events : uniteRanges([this.#events, this.othersSeqs]);
  }

  get others(): readonly Withheld[] {
    return this.#others;
  }

  get othersSeqs(): SeqRanges {
    return uniteRanges(this.#others.map(({ ranges }) => ranges));
  }

  /** @param others records that are no events, apart from each other */
  withholdOthers(others: readonly Withheld[], notices: readonly string[]): void {
    this.#others = others;
    this.#notices.push(...notices);
  }

  plan(): BundlePlan {
    const { rows } = this;
    return {
      size: this.#searched.log.size,
      rows: countSeqs(rows),
      rowDigest: rowDigestOf(this.#searched, rows),
      notices: this.#notices,
    };
  }
}

const MAX_SHOWN_CHARS = 200;
const cut = (text: string): string => (text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text);

function matchesNothing(query: string, rows: number, notices: readonly string[]): AppError {
  const hint = notices[0] === undefined ? '' : `. ${notices[0]}`;
  return refused(
    `The query to withhold ${cut(query)} matches none of the ${countOf(rows, 'event')} of this bundle, so nothing would be withheld${hint}`,
  );
}

interface Found {
  readonly events: SeqRanges;
  readonly notices: readonly string[];
}

function eventsOf(searched: SearchedCase, scope: QueryScope): Found {
  const resolved = searched.scopeOf(scope);
  if (namesKind(resolved.query)) throw refused('A bundle is about events: its queries can not name kind:');
  const notices = resolved.notices.map(({ message, hint }) => (hint === undefined ? message : `${message}. ${hint}`));
  return { events: rangesFromSeqs(searched.seqs(resolved)), notices };
}

/** A place in this query is no place in the other: so it is said with the words it is in. */
function withheldBy(searched: SearchedCase, query: string): Found {
  try {
    return eventsOf(searched, { query });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'SEARCH_SYNTAX') throw error;
    throw new AppError('SEARCH_SYNTAX', `In the query to withhold ${cut(query)}: ${error.message}`, { cause: error });
  }
}

function rowDigestOf({ log }: SearchedCase, rows: SeqRanges): string {
  const digest = createHash('sha256');
  for (let i = 0; i < rows.length; i += 2) {
    for (const part of log.digests(rows[i] as number, rows[i + 1] as number)) digest.update(part);
  }
  return digest.digest('hex');
}

/** Asks ascending places of ranges in turn, each in constant time. */
export class RangeCursor {
  readonly #ranges: SeqRanges;
  #at = 0;

  constructor(ranges: SeqRanges) {
    this.#ranges = ranges;
  }

  /** @param seq not below the one asked before */
  has(seq: number): boolean {
    return this.touches(seq, seq);
  }

  /** Whether any place from `first` to `last` is in the ranges; the next question begins at `first` or behind it. */
  touches(first: number, last: number): boolean {
    while (this.#at < this.#ranges.length && (this.#ranges[this.#at + 1] as number) < first) this.#at += 2;
    return this.#at < this.#ranges.length && (this.#ranges[this.#at] as number) <= last;
  }
}
