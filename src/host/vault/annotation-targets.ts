/**
 * The events that an annotation is put on: named one by one, or all matches of a query.
 *
 * Errors: as SearchedCase, SEARCH_SYNTAX; RECORD_NOT_FOUND where something else than an event of the case is meant.
 */
import { rangesFromSeqs, type SeqRanges, subtractRanges } from '../../engines/kernel/seq-ranges.ts';
import type { Query } from '../../engines/search/query-ast.ts';
import { AppError } from '../../shared/errors.ts';
import type { TargetRequest } from './annotation-session.ts';
import type { ResolvedScope } from './query-scope.ts';
import type { SearchedCase } from './searched-case.ts';
import { namesKind } from './segment/segment-query.ts';

const nowhere = { from: 0, to: 0 } as const;

export function annotationTargets(searched: SearchedCase, request: TargetRequest): SeqRanges {
  if ('query' in request) return targetsOfQuery(searched, searched.scopeOf(request));
  const asked = rangesFromSeqs(request.seqs.toSorted((a, b) => a - b));
  const query: Query = { ...nowhere, kind: 'seqs', seqs: asked };
  const found = rangesFromSeqs(searched.seqs({ query, window: {}, notices: [] }));
  const [missing] = subtractRanges(asked, found);
  if (missing !== undefined) throw new AppError('RECORD_NOT_FOUND', `Record ${missing} is no event of this case`);
  return found;
}

function targetsOfQuery(searched: SearchedCase, scope: ResolvedScope): SeqRanges {
  const all = searched.seqs(scope);
  if (namesKind(scope.query)) {
    const events: Query = { ...nowhere, kind: 'equals', field: 'kind', value: 'event' };
    const query: Query = { ...nowhere, kind: 'and', items: [scope.query, events] };
    if (searched.seqs({ ...scope, query }).length !== all.length) {
      throw new AppError(
        'RECORD_NOT_FOUND',
        'The query also finds records that are no events, and only events are annotated',
      );
    }
  }
  return rangesFromSeqs(all);
}
