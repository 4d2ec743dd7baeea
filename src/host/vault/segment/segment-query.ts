/**
 * A query over one segment as sets of rows: those that satisfy it for certain, and those that could.
 *
 * Columns and word lists decide nearly everything; what they can't decide (a value outside its column's dictionary, a
 * fingerprint) stays "maybe" through AND, OR and NOT, and only the rows that are still maybe at the end are read and put
 * to the matcher. So the result is always exactly the matcher's.
 *
 * Cost: a few passes over bitmaps of 64 KiB, one pass over the codes of each column that matters.
 */
import { type FieldTarget, isTextPath, resolveField, targetMatchesPath } from '../../../engines/search/fields.ts';
import {
  compileCidr,
  compileEquals,
  compilePatternPhrase,
  compilePhrase,
  compileRange,
  compileWildcardTest,
  type LeafTest,
  parseDecimal,
  rangeOrder,
} from '../../../engines/search/leaf-tests.ts';
import type { Query } from '../../../engines/search/query-ast.ts';
import { foldText, tokenise } from '../../../engines/search/tokens.ts';
import { firstEndingFrom, type SeqRanges } from '../../../engines/kernel/seq-ranges.ts';
import { assertNever } from '../../../shared/verdict.ts';
import { FIRST_ENTRY } from './column-codes.ts';
import { ColumnReader } from './column-reader.ts';
import { addIdRows } from './id-index.ts';
import { valueKeyOf } from './index-tokens.ts';
import {
  addRow,
  addRows,
  allRows,
  complementOf,
  copyRows,
  emptyRows,
  intersectInto,
  isEmpty,
  nextRow,
  type RowSet,
  rowRange,
  uniteInto,
} from './row-set.ts';
import { EVENT_ID_PATH, MESSAGE_PATH, UNINDEXED_PATHS } from './segment-file.ts';
import type { SegmentStore } from './segment-store.ts';
import {
  type Answer,
  eitherOf,
  exactly,
  isExact,
  patternWords,
  phraseWords,
  type Word,
  WordSearch,
} from './segment-words.ts';
import { wordsOfWildcard } from './segment-words.ts';
import { TermIndexReader } from './term-index-reader.ts';

/** What words and dictionaries said to a clause: the same for every stretch of rows that it is asked about. */
interface Known {
  text?: { rows: Answer; entries: Answer };
  hint?: LeafClause['hint'];
  readonly matches: Map<ColumnReader, Uint8Array>;
}
export type Clause = Exclude<Query, { kind: 'all' | 'and' | 'or' | 'not' | 'seqs' }>;

/** A clause about leaves, ready for columns. */
interface LeafClause {
  target: FieldTarget;
  test: LeafTest;
  /** Codes that satisfy it, for the columns that were asked before. */
  matches: Map<ColumnReader, Uint8Array>;
  /** As `test`, for a number; undefined: by its text. */
  numberTest?: (value: number) => boolean;
  booleans: boolean;
  /** The rows that are asked about. */
  within?: RowSet;
  /** Rows whose texts outside the dictionary of this column could satisfy the clause; undefined: any. */
  hint?: (column: ColumnReader) => Answer | undefined;
}

/** Whether the query itself says which kinds of records it wants. */
export function namesKind(query: Query): boolean {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.items.some(namesKind);
    case 'not':
      return namesKind(query.item);
    case 'all':
    case 'seqs':
      return false;
    default:
      return query.field !== undefined && resolveField(query.field).kind === 'kind';
  }
}

export class SegmentQuery {
  readonly #store: SegmentStore;
  readonly #words: WordSearch;
  readonly #size: number;
  readonly #columns: ColumnReader[];
  readonly #kinds: ColumnReader;
  readonly #messages: TermIndexReader;
  readonly #others: TermIndexReader;
  readonly #entries: TermIndexReader;
  /** Kept as long as somebody holds the query. */
  readonly #known = new WeakMap<Query, Known>();

  constructor(store: SegmentStore) {
    const { facts } = store;
    this.#store = store;
    this.#words = new WordSearch(store);
    this.#size = facts.rowCount;
    this.#columns = facts.columns.map((column) => new ColumnReader(store, column));
    this.#kinds = new ColumnReader(store, facts.kinds);
    this.#messages = new TermIndexReader(store, facts.messages, facts.rowCount);
    this.#others = new TermIndexReader(store, facts.others, facts.rowCount);
    this.#entries = new TermIndexReader(store, facts.entries, facts.entryCount);
  }

  /** The columns that a field name means. */
  columnsOf(target: FieldTarget): ColumnReader[] {
    if (target.kind === 'kind') return [this.#kinds];
    return this.#columns.filter(({ facts }) => targetMatchesPath(target, facts.path));
  }

  /** Rows of events. A new set. */
  eventRows(): RowSet {
    const { eventCount, rowCount } = this.#store.facts;
    if (eventCount === rowCount) return allRows(rowCount);
    return this.#kindRows((kind) => kind === 'event');
  }

  #kindRows(test: LeafTest): RowSet {
    const rows = emptyRows(this.#size);
    this.#kinds.addMatching(this.#kinds.matchEntries(test, false), rows);
    return rows;
  }

  /**
   * The sets are new: the caller may change them.
   *
   * @param within the rows that are asked about: of any other the answer says nothing. Undefined: all of them
   */
  evaluate(query: Query, within?: RowSet): Answer {
    switch (query.kind) {
      case 'all':
        return exactly(allRows(this.#size));
      case 'and':
        return this.#and(query.items, within);
      case 'or':
        return query.items
          .map((item) => this.evaluate(item, within))
          .reduce((a, b) => eitherOf(a, b), exactly(emptyRows(this.#size)));
      case 'not': {
        const item = this.evaluate(query.item, within);
        const sure = complementOf(item.maybe);
        return isExact(item) ? exactly(sure) : { sure, maybe: complementOf(item.sure) };
      }
      case 'seqs':
        return exactly(this.#rowsOfSeqs(query.seqs));
      default:
        return this.#clause(query, within);
    }
  }

  #and(items: readonly Query[], within: RowSet | undefined): Answer {
    let answer = exactly(within === undefined ? allRows(this.#size) : copyRows(within));
    for (const item of items.toSorted((a, b) => costOf(a) - costOf(b))) {
      if (isEmpty(answer.maybe)) return answer;
      const other = this.evaluate(item, answer.maybe);
      if (isExact(answer) && isExact(other)) {
        intersectInto(answer.sure, other.sure);
        continue;
      }
      const maybe = copyRows(answer.maybe);
      intersectInto(maybe, other.maybe);
      intersectInto(answer.sure, other.sure);
      answer = { sure: answer.sure, maybe };
    }
    return answer;
  }

  #clause(query: Clause, within: RowSet | undefined): Answer {
    const test = testOf(query);
    const { field } = query;
    const known = this.#knownOf(query);
    if (field === undefined) {
      if (query.kind === 'text') return this.#text(known, phraseWords(query.tokens, query.prefix), within);
      if (query.kind === 'text-pattern') return this.#text(known, patternWords(query.patterns), within);
      return assertNever(query as never);
    }
    const target = resolveField(field);
    if (target.kind === 'seq') return exactly(this.#seqRows(query, test));
    if (target.kind === 'kind') return exactly(this.#kindRows(test));
    if (target.kind === 'time' && query.kind === 'range') {
      const { min, max } = query;
      return exactly(this.#store.rowsBetween(min?.timeUs ?? -Infinity, max?.timeUs ?? Infinity));
    }
    if (target.kind === 'time' && query.kind === 'exists') {
      return exactly(this.#store.rowsBetween(-Infinity, Infinity));
    }
    const booleans = query.kind !== 'text' && query.kind !== 'text-pattern';
    const numberTest = query.kind === 'range' ? numberRangeTest(query) : undefined;
    const hint = (known.hint ??= this.#hintOf(query));
    return this.#leafRows({
      ...(within === undefined ? {} : { within }),
      target,
      test,
      matches: known.matches,
      booleans,
      ...(numberTest === undefined ? {} : { numberTest }),
      ...(hint === undefined ? {} : { hint }),
    });
  }

  #knownOf(query: Query): Known {
    let known = this.#known.get(query);
    if (known === undefined) this.#known.set(query, (known = { matches: new Map() }));
    return known;
  }

  /** Words anywhere in the text of an event. */
  #text(known: Known, words: readonly Word[], within: RowSet | undefined): Answer {
    if (words.length === 0) return exactly(emptyRows(this.#size));
    known.text ??= {
      rows: eitherOf(
        this.#words.phrase(this.#messages, words, 'apart'),
        this.#words.phrase(this.#others, words, 'apart'),
      ),
      entries: this.#words.phrase(this.#entries, words, 'none'),
    };
    const { rows, entries } = known.text;
    const sure = copyRows(rows.sure);
    this.#addEntryRows(entries.sure, sure, within);
    if (isExact(rows) && isExact(entries)) return exactly(sure);
    const maybe = copyRows(rows.maybe);
    this.#addEntryRows(entries.maybe, maybe, within);
    uniteInto(maybe, sure);
    return { sure, maybe };
  }

  /** Adds the rows that hold one of the entries (numbered over all columns). */
  #addEntryRows(entries: RowSet, target: RowSet, within: RowSet | undefined): void {
    let entry = nextRow(entries, 0);
    for (const column of this.#columns) {
      const { entryBase, entryCount, isText } = column.facts;
      if (entry < 0) return;
      if (!isText || entry >= entryBase + entryCount) continue;
      const match = new Uint8Array(FIRST_ENTRY + entryCount);
      while (entry >= 0 && entry < entryBase + entryCount) {
        match[FIRST_ENTRY + entry - entryBase] = 1;
        entry = nextRow(entries, entry + 1);
      }
      column.addMatching(match, target, within);
    }
  }

  #leafRows(clause: LeafClause): Answer {
    const { target, test, matches, booleans, within } = clause;
    const numberTest = clause.numberTest ?? ((value: number) => test(String(value)));
    const sure = emptyRows(this.#size);
    const maybe = emptyRows(this.#size);
    let isSure = true;
    for (const column of this.columnsOf(target)) {
      const match = matches.get(column) ?? column.matchEntries(test, booleans);
      matches.set(column, match);
      column.addMatching(match, sure, within);
      column.addNumberRows(numberTest, sure);
      const { textCount, extraCount } = column.facts;
      if (textCount === 0 && extraCount === 0) continue;
      const hint = clause.hint?.(column);
      if (hint !== undefined && isEmpty(hint.maybe)) continue;
      const texts = emptyRows(this.#size);
      column.addTextRows(texts, within);
      if (hint !== undefined) {
        const certain = copyRows(texts);
        intersectInto(certain, hint.sure);
        uniteInto(sure, certain);
        intersectInto(texts, hint.maybe);
        if (isExact(hint)) continue;
      }
      uniteInto(maybe, texts);
      isSure = false;
    }
    if (this.#store.facts.overflowCount > 0) {
      uniteInto(maybe, this.#store.overflowRows());
      isSure = false;
    }
    if (UNINDEXED_PATHS.some((path) => targetMatchesPath(target, path))) return { sure, maybe: allRows(this.#size) };
    if (isSure) return exactly(sure);
    uniteInto(maybe, sure);
    return { sure, maybe };
  }

  /** How the word lists narrow the texts outside a column's dictionary. */
  #hintOf(query: Query): LeafClause['hint'] {
    const one = (words: readonly Word[], isWholeClause: boolean): LeafClause['hint'] => {
      const known = new Map<TermIndexReader, Answer>();
      return (column) => {
        if (!column.facts.isText || words.length === 0) return undefined;
        const isMessage = column.facts.path === MESSAGE_PATH;
        const index = isMessage ? this.#messages : this.#others;
        const answer = known.get(index) ?? this.#words.phrase(index, words, 'foreign');
        known.set(index, answer);
        // The words of the message stand in a list of their own; those of other values could be another value's.
        return isWholeClause && isMessage ? answer : { sure: emptyRows(this.#size), maybe: answer.maybe };
      };
    };
    switch (query.kind) {
      case 'text':
        return one(phraseWords(query.tokens, query.prefix), true);
      case 'text-pattern':
        return one(patternWords(query.patterns), true);
      case 'equals': {
        const hint = one(phraseWords(tokenise(query.value), false), false);
        return (column) => (column.facts.path === EVENT_ID_PATH ? this.#valueRows(query.value) : hint?.(column));
      }
      case 'wildcard': {
        const hints = wordsOfWildcard(foldText(query.pattern)).map((word) => one([word], false));
        return (column) => {
          let all: Answer | undefined;
          for (const hint of hints) {
            const next = hint?.(column);
            if (next === undefined) continue;
            if (all === undefined) all = { sure: next.sure, maybe: copyRows(next.maybe) };
            else intersectInto(all.maybe, next.maybe);
          }
          return all;
        };
      }
      default:
        return undefined;
    }
  }

  #valueRows(value: string): Answer {
    const rows = emptyRows(this.#size);
    const key = valueKeyOf(foldText(value));
    addIdRows(this.#store, this.#store.facts.values, { first: key, last: key }, rows);
    return { sure: emptyRows(this.#size), maybe: rows };
  }

  #rowsOfSeqs(seqs: SeqRanges): RowSet {
    const rows = emptyRows(this.#size);
    for (const { firstSeq, rowStart, count } of this.#store.facts.runs) {
      const end = firstSeq + count;
      for (let i = firstEndingFrom(seqs, firstSeq); i < seqs.length && seqs[i]! < end; i += 2) {
        const from = Math.max(seqs[i]!, firstSeq);
        addRows(rows, rowStart + from - firstSeq, rowStart + Math.min(seqs[i + 1]! + 1, end) - firstSeq);
      }
    }
    return rows;
  }

  #seqRows(query: Query, test: LeafTest): RowSet {
    const rows = emptyRows(this.#size);
    if (query.kind === 'equals') {
      const row = /^(?:0|[1-9]\d{0,15})$/.test(query.value) ? this.#store.rowOf(Number(query.value)) : -1;
      if (row >= 0) addRow(rows, row);
      return rows;
    }
    const numberTest = query.kind === 'range' ? numberRangeTest(query) : undefined;
    for (const { firstSeq, rowStart, count } of this.#store.facts.runs) {
      if (numberTest !== undefined && numberTest(firstSeq) && numberTest(firstSeq + count - 1)) {
        // A range of numbers that holds both ends of a run holds all of it.
        uniteInto(rows, rowRange(this.#size, rowStart, rowStart + count));
        continue;
      }
      for (let i = 0; i < count; i++) {
        const isHit = numberTest === undefined ? test(String(firstSeq + i)) : numberTest(firstSeq + i);
        if (isHit) addRow(rows, rowStart + i);
      }
    }
    return rows;
  }
}

/** What the clause asks of one value. */
export function testOf(query: Clause): LeafTest {
  switch (query.kind) {
    case 'text':
      return compilePhrase(query.tokens, query.prefix);
    case 'text-pattern':
      return compilePatternPhrase(query.patterns);
    case 'equals':
      return compileEquals(query.value);
    case 'wildcard':
      return compileWildcardTest(query.pattern);
    case 'range':
      return compileRange(query.min, query.max);
    case 'cidr':
      return compileCidr(query.network, query.bits);
    case 'exists':
      return () => true;
  }
}

/** Compares numbers as numbers where the range does; undefined: by text. */
function numberRangeTest({ min, max }: Query & { kind: 'range' }): ((value: number) => boolean) | undefined {
  if (rangeOrder(min, max) !== 'number') return undefined;
  const low = min === undefined ? -Infinity : (parseDecimal(min.value) ?? -Infinity);
  const high = max === undefined ? Infinity : (parseDecimal(max.value) ?? Infinity);
  return (value) =>
    (min === undefined || (min.inclusive ? value >= low : value > low)) &&
    (max === undefined || (max.inclusive ? value <= high : value < high));
}

/** The order in which the parts of an AND are looked at: what is quick and usually selective comes first. */
function costOf(query: Query): number {
  switch (query.kind) {
    case 'all':
    case 'seqs':
      return 0;
    case 'range':
      return isTextPath(query.field) ? 2 : 0;
    case 'equals':
    case 'exists':
      return 1;
    case 'text':
      return 3;
    case 'cidr':
    case 'wildcard':
      return 4;
    case 'not':
      return costOf(query.item) + 1;
    case 'and':
    case 'or':
      return Math.max(0, ...query.items.map(costOf)) + 1;
    case 'text-pattern':
      return 6;
  }
}
