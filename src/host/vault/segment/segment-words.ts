/**
 * Words to rows: what the text index of a segment knows of a phrase, and what only the lines can decide.
 *
 * Pure but for reading the segment.
 */
import { scanTokens } from '../../../engines/search/tokens.ts';
import { compileWildcard } from '../../../engines/search/wildcard.ts';
import { addIdRows } from './id-index.ts';
import {
  idKeyOf,
  idKeyRange,
  isIdToken,
  isUuidGroup,
  MAX_TERM_BYTES,
  mayBeginId,
  uuidGroupKey,
} from './index-tokens.ts';
import { copyRows, emptyRows, intersectInto, isEmpty, type RowSet, uniteInto } from './row-set.ts';
import type { SegmentStore } from './segment-store.ts';
import { isWholeTerm, type TermEntry, type TermIndexReader } from './term-index-reader.ts';

/** Rows that satisfy a clause for certain, and all rows that could: `maybe` holds `sure`. The same object: exact. */
export interface Answer {
  sure: RowSet;
  maybe: RowSet;
}

/** One word of a phrase: a test on terms, and where it allows one, a quicker way to them. */
export interface Word {
  kind: 'token' | 'prefix' | 'pattern';
  text: string;
}

export const phraseWords = (tokens: readonly string[], prefix: boolean): Word[] =>
  tokens.map((text, i) => ({ kind: prefix && i === tokens.length - 1 ? 'prefix' : 'token', text }));

export const patternWords = (patterns: readonly string[]): Word[] =>
  patterns.map((text) => ({ kind: /[*?]/.test(text) ? 'pattern' : 'token', text }));

/** What an index answers for one word. */
interface WordHits {
  terms: TermEntry[];
  /** Rows that may hold the word as an id. */
  ids: RowSet | undefined;
  /** Whether every row of `ids` does. */
  areIdsSure: boolean;
  /** Whether a term was cut, so that hits are proposals only. */
  isCut: boolean;
}

export class WordSearch {
  readonly #store: SegmentStore;

  constructor(store: SegmentStore) {
    this.#store = store;
  }

  /**
   * Documents of an index that hold the words next to each other in one value.
   *
   * @param ids `apart`: ids of rows are fingerprints, of whichever value; `foreign`: and the value matters, so that they
   * are never sure; `none`: ids are terms
   */
  phrase(index: TermIndexReader, words: readonly Word[], ids: 'apart' | 'foreign' | 'none'): Answer {
    const hits: WordHits[] = [];
    for (const word of words) {
      const found = this.#hitsOf(index, word, ids !== 'none');
      if (found.terms.length === 0 && found.ids === undefined) return exactly(emptyRows(index.size));
      hits.push(found);
    }
    const byTerms = hits.every(({ terms }) => terms.length > 0)
      ? index.phrase(hits.map(({ terms }) => terms))
      : emptyRows(index.size);
    const isCut = hits.some((hit) => hit.isCut);
    const maybe = this.#withIds(index, hits, byTerms);
    if (isCut) return { sure: emptyRows(index.size), maybe };
    const only = hits.length === 1 ? hits[0] : undefined;
    if (ids === 'apart' && only?.ids !== undefined && only.areIdsSure) return exactly(maybe);
    return maybe === byTerms ? exactly(byTerms) : { sure: byTerms, maybe };
  }

  #withIds(index: TermIndexReader, hits: readonly WordHits[], byTerms: RowSet): RowSet {
    if (hits.every(({ ids }) => ids === undefined)) return byTerms;
    let all: RowSet | undefined;
    for (const { terms, ids } of hits) {
      const rows = index.documentsOfAny(terms);
      if (ids !== undefined) uniteInto(rows, ids);
      if (all === undefined) all = rows;
      else intersectInto(all, rows);
      if (isEmpty(all)) break;
    }
    return all ?? byTerms;
  }

  #hitsOf(index: TermIndexReader, word: Word, hasIds: boolean): WordHits {
    const none: WordHits = { terms: [], ids: undefined, areIdsSure: false, isCut: false };
    const { kind, text } = word;
    if (kind === 'token') {
      if (hasIds && isIdToken(text)) {
        const bytes = Buffer.from(text, 'latin1');
        const key = idKeyOf(bytes, Math.min(bytes.length, MAX_TERM_BYTES));
        return { ...none, ids: this.#idRows({ first: key, last: key }) };
      }
      const term = index.find(text);
      const isGroup = hasIds && isUuidGroup(text);
      const key = isGroup ? uuidGroupKey(Number.parseInt(text, 16)) : 0;
      const ids = isGroup ? this.#idRows({ first: key, last: key }) : undefined;
      return { terms: term === undefined ? [] : [term], ids, areIdsSure: true, isCut: !isWholeTerm(text) };
    }
    if (kind === 'prefix') {
      const terms = index.withPrefix(text);
      const ids = hasIds && mayBeginId(text) ? this.#idRows(idKeyRange(text)) : undefined;
      return { terms, ids, areIdsSure: text.length <= 4, isCut: !isWholeTerm(text) };
    }
    const test = compileWildcard(text);
    const start = /^[^*?]*/.exec(text)?.[0] ?? '';
    const terms =
      start === ''
        ? index.matching(test, longestLiteral(text))
        : index.withPrefix(start).filter(({ term }) => term.length >= MAX_TERM_BYTES || test(textOf(term)));
    const mayBeId = hasIds && /^[0-9a-f*?]*$/.test(text);
    const ids = mayBeId ? this.#idRows(idKeyRange(start)) : undefined;
    return { terms, ids, areIdsSure: false, isCut: terms.some(({ term }) => term.length >= MAX_TERM_BYTES) };
  }

  #idRows(range: { first: number; last: number }): RowSet | undefined {
    const rows = emptyRows(this.#store.facts.rowCount);
    addIdRows(this.#store, this.#store.facts.ids, range, rows);
    return isEmpty(rows) ? undefined : rows;
  }
}

export const exactly = (rows: RowSet): Answer => ({ sure: rows, maybe: rows });
export const isExact = (answer: Answer): boolean => answer.sure === answer.maybe;

/** The union; neither argument is changed. */
export function eitherOf(a: Answer, b: Answer): Answer {
  const sure = copyRows(a.sure);
  uniteInto(sure, b.sure);
  if (isExact(a) && isExact(b)) return exactly(sure);
  const maybe = copyRows(a.maybe);
  uniteInto(maybe, b.maybe);
  return { sure, maybe };
}

const longestLiteral = (pattern: string): string =>
  pattern.split(/[*?]/).reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');

const textOf = (term: Uint8Array): string =>
  Buffer.from(term.buffer, term.byteOffset, term.byteLength).toString('utf8');

/** What every token of a value must be like where the whole value matches a wildcard pattern; nothing learned: []. */
export function wordsOfWildcard(pattern: string): Word[] {
  const words: Word[] = [];
  const pieces = pattern.split(/[*?]/);
  for (const [i, piece] of pieces.entries()) {
    // A mark at the edge of a piece could belong to a token that begins before it.
    // oxlint-disable-next-line no-control-regex
    if (!/^[\0-\x7f]*$/.test(piece)) continue;
    scanTokens(piece, (from, to) => {
      const goesOnLeft = from === 0 && i > 0;
      const goesOnRight = to === piece.length && i < pieces.length - 1;
      const text = `${goesOnLeft ? '*' : ''}${piece.slice(from, to)}${goesOnRight ? '*' : ''}`;
      words.push({ kind: goesOnLeft || goesOnRight ? 'pattern' : 'token', text });
      return true;
    });
  }
  return words;
}
