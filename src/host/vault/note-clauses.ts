/**
 * Clauses about notes (`note.tag:x`, `note.starred:true`, `note.comment:word`) as the events they stand for.
 *
 * Pure. O(notes of that kind) a clause. What people put on events is no part of them, so no index holds it: a clause is
 * answered from the book of annotations before the search begins, and nothing that a log line says can be taken for a note.
 */
import type { AnnotationBook, NoteFacet, NoteValue } from '../../engines/annotation/annotation-book.ts';
import { uniteRanges } from '../../engines/kernel/seq-ranges.ts';
import { isNoteKind, resolveField } from '../../engines/search/fields.ts';
import type { Query } from '../../engines/search/query-ast.ts';
import { foldText } from '../../engines/search/tokens.ts';
import type { QueryNotice } from './search-answers.ts';
import { type Clause, testOf } from './segment/segment-query.ts';

const FACETS: ReadonlyMap<string, NoteFacet> = new Map([
  ['note.tag', 'tag'],
  ['note.starred', 'starred'],
  ['note.colour', 'colour'],
  ['note.color', 'colour'],
  ['note.comment', 'comment'],
]);

/** The kind of note that a field name means; undefined for a field of events. */
export const noteFacetOf = (field: string): NoteFacet | undefined =>
  isNoteKind(resolveField(field).kind) ? FACETS.get(foldText(field)) : undefined;

/** The same query with the events themselves in place of what it says of notes. */
export function resolveNotes(query: Query, book: AnnotationBook): Query {
  switch (query.kind) {
    case 'and':
    case 'or':
      return { ...query, items: query.items.map((item) => resolveNotes(item, book)) };
    case 'not':
      return { ...query, item: resolveNotes(query.item, book) };
    case 'all':
    case 'seqs':
      return query;
    default: {
      const facet = query.field === undefined ? undefined : noteFacetOf(query.field);
      return facet === undefined ? query : eventsOf(query, facet, book);
    }
  }
}

function eventsOf(clause: Clause, facet: NoteFacet, book: AnnotationBook): Query {
  const { from, to } = clause;
  const test = testOf(clause);
  const hits = book.valuesOf(facet).filter(({ value }) => test(foldText(value)));
  const found: Query = { from, to, kind: 'seqs', seqs: uniteRanges(hits.map(({ targets }) => targets)) };
  // Every event without a star is one that is starred: false.
  const isAboutRest = facet === 'starred' && clause.kind !== 'exists' && test('false');
  if (!isAboutRest) return found;
  return test('true') ? { from, to, kind: 'all' } : { from, to, kind: 'not', item: starredIn(book, found) };
}

const starredIn = (book: AnnotationBook, { from, to }: Query): Query => ({
  from,
  to,
  kind: 'seqs',
  seqs: uniteRanges(book.valuesOf('starred').map(({ targets }) => targets)),
});

/** Different values of one kind of note, each with all its events. */
export function distinctValues(book: AnnotationBook, facet: NoteFacet): NoteValue[] {
  const byValue = new Map<string, NoteValue['targets'][]>();
  for (const { value, targets } of book.valuesOf(facet)) byValue.set(value, [...(byValue.get(value) ?? []), targets]);
  return Array.from(byValue, ([value, targets]) => ({ value, targets: uniteRanges(targets) }));
}

const LOOKS_LIKE_TAG = new Set(['tag', 'tags']);

/** `tag:x` is a field of the evidence; where the case has a tag of that name, the person may have meant that. */
export function noteNotices(query: Query, book: AnnotationBook): QueryNotice[] {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.items.flatMap((item) => noteNotices(item, book));
    case 'not':
      return noteNotices(query.item, book);
    case 'equals': {
      const { from, to, field, value } = query;
      if (!LOOKS_LIKE_TAG.has(foldText(field))) return [];
      const known = book.valuesOf('tag').find((tag) => foldText(tag.value) === foldText(value));
      if (known === undefined) return [];
      const message = `"${field}" is searched as a field of the evidence`;
      return [{ from, to, message, hint: `Write note.tag:"${known.value.replaceAll('"', '\\"')}" for the tag` }];
    }
    default:
      return [];
  }
}
