/**
 * From a person's query text and time bounds to the tree and window that are searched.
 *
 * Errors: SEARCH_SYNTAX with the position (`from`, `to`, UTF-16 units of the query text) of the first mistake.
 */
import { parseTime, toUnixUs } from '../../engines/event/time.ts';
import { compileEquals, compileWildcardTest } from '../../engines/search/leaf-tests.ts';
import { parseQuery } from '../../engines/search/parse-query.ts';
import type { Query, TimeWindow } from '../../engines/search/query-ast.ts';
import { resolveSources } from '../../engines/search/terms.ts';
import { foldText } from '../../engines/search/tokens.ts';
import type { AnnotationBook } from '../../engines/annotation/annotation-book.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeClock } from '../adapters/node-ports.ts';
import { sources } from './case-store.ts';
import { noteNotices, resolveNotes } from './note-clauses.ts';
import type { QueryNotice } from './search-answers.ts';
import type { ReadDb } from './sqlite.ts';

export interface QueryScope {
  query: string;
  /** RFC 3339; half-open [from, to). */
  from?: string;
  to?: string;
}

export interface ResolvedScope {
  query: Query;
  window: TimeWindow;
  /** Where the person may have meant something else. */
  notices: readonly QueryNotice[];
}

export function resolveScope(db: ReadDb, scope: QueryScope, notes: AnnotationBook): ResolvedScope {
  const parsed = parseQuery(scope.query, { nowMs: nodeClock.nowMs() });
  if ('errors' in parsed) {
    const [first] = parsed.errors;
    const hint = first.hint === undefined ? '' : `. ${first.hint}`;
    throw new AppError('SEARCH_SYNTAX', `${first.message}${hint}`, { details: { from: first.from, to: first.to } });
  }
  const window: TimeWindow = {};
  if (scope.from !== undefined) window.fromUs = boundUs(scope.from, 'from');
  if (scope.to !== undefined) window.toUs = boundUs(scope.to, 'to');
  const query = resolveSources(parsed.query, (clause) => digestsOf(db, clause));
  const notices = [...parsed.notices, ...noteNotices(query, notes)];
  return { query: resolveNotes(query, notes), window, notices };
}

/** The notices as a field of an answer: none where there is nothing to say. */
export const noticesOf = ({ notices }: ResolvedScope): { notices?: QueryNotice[] } =>
  notices.length === 0 ? {} : { notices: [...notices] };

function boundUs(text: string, name: string): number {
  const timestamp = parseTime(text, {})?.timestamp;
  if (timestamp === undefined || timestamp === null) {
    throw new AppError(
      'SEARCH_SYNTAX',
      `The time given for "${name}" must be one like 2024-01-05 or 2024-01-05T10:15:00Z, not ${JSON.stringify(text)}`,
    );
  }
  return toUnixUs(timestamp);
}

/** SHA-256 of the sources whose path, or the last part of it, is what the clause says. */
function digestsOf(db: ReadDb, clause: Extract<Query, { kind: 'equals' | 'wildcard' }>): string[] {
  const test = clause.kind === 'equals' ? compileEquals(clause.value) : compileWildcardTest(clause.pattern);
  const found = sources(db).filter(({ path }) => {
    const folded = foldText(path);
    return test(folded) || test(folded.slice(Math.max(folded.lastIndexOf('/'), folded.lastIndexOf('\\')) + 1));
  });
  return [...new Set(found.map((source) => source.sha256))];
}
