/**
 * Whether a query asks for what a redaction takes out: where the query stands in the bundle, its reader would know the answer.
 *
 * A clause about a field asks wherever a value of that field is taken out, be it found or ruled out by the clause; words
 * without a field, where a text that is taken out holds them; a window of time, where the time is taken out.
 * Source: bundle-format.md §3.
 */
import type { Taken } from '../../engines/bundle/redact.ts';
import type { JsonObject, JsonValue } from '../../engines/event/audit-event.ts';
import { resolveField } from '../../engines/search/fields.ts';
import { compileMatcher, type EventMatcher, type RecordMeta } from '../../engines/search/match-event.ts';
import type { Query } from '../../engines/search/query-ast.ts';
import type { SearchedCase } from '../vault/searched-case.ts';
import type { BundleRequest } from './bundle-request.ts';

const TIME = '/body/timestamp';
/** Clauses about the record itself are not put to what was taken out. */
const NO_RECORD: RecordMeta = { seq: -1, kind: '', timeUs: null };

export class QueryOfRemoved {
  readonly #asksFor: readonly EventMatcher[];
  readonly #asksForTime: boolean;

  constructor(searched: SearchedCase, { query = '', from, to }: Pick<BundleRequest, 'query' | 'from' | 'to'>) {
    const clauses = [...leavesOf(searched.scopeOf({ query }).query)];
    const asksForTime = clauses.some((clause) => 'field' in clause && resolveField(clause.field ?? '').kind === 'time');
    this.#asksForTime = asksForTime || from !== undefined || to !== undefined;
    this.#asksFor = clauses.flatMap((clause) => {
      const asked = questionOf(clause);
      return asked === undefined ? [] : [compileMatcher(asked)];
    });
  }

  /** @returns the pointer that takes out what the query asks for */
  asks(taken: readonly Taken[]): string | undefined {
    return taken.find(({ pointer, value }) => {
      if (this.#asksForTime && pointer === TIME) return true;
      const body = bodyOf(pointer, value);
      return this.#asksFor.some((isAsked) => isAsked(body, NO_RECORD));
    })?.asked;
  }
}

function* leavesOf(query: Query): Generator<Query> {
  if (query.kind === 'not') yield* leavesOf(query.item);
  else if (query.kind === 'and' || query.kind === 'or') for (const item of query.items) yield* leavesOf(item);
  else yield query;
}

function questionOf(clause: Query): Query | undefined {
  if (clause.kind === 'all' || clause.kind === 'seqs') return undefined;
  if (!('field' in clause) || clause.field === undefined) return clause;
  const { field, from, to } = clause;
  const { kind } = resolveField(field);
  return kind === 'seq' || kind === 'kind' || kind === 'time' ? undefined : { kind: 'exists', field, from, to };
}

/** The value alone, at its place. */
function bodyOf(pointer: string, value: JsonValue): JsonObject {
  const steps = pointer.split('/').slice(2);
  return steps.reduceRight<JsonValue>(
    (inner, step) => ({ [step.replaceAll('~1', '/').replaceAll('~0', '~')]: inner }),
    value,
  ) as JsonObject;
}
