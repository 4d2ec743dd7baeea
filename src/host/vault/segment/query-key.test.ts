/** Keys of questions: equal for the same one, and for no two others. */
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../engines/search/parse-query.ts';
import type { Query } from '../../../engines/search/query-ast.ts';
import { queryKey } from './query-key.ts';

function parsed(text: string): Query {
  const result = parseQuery(text, { nowMs: 0 });
  if ('errors' in result) throw new Error(text);
  return result.query;
}

describe('the key of a question', () => {
  it('is the same for the same text and bounds', () => {
    expect(queryKey(parsed('a AND b'), { fromUs: 1 })).toBe(queryKey(parsed('a AND b'), { fromUs: 1 }));
  });

  it('differs by text and by each bound', () => {
    const keys = [
      queryKey(parsed('a'), {}),
      queryKey(parsed('b'), {}),
      queryKey(parsed('NOT a'), {}),
      queryKey(parsed('a'), { fromUs: 1 }),
      queryKey(parsed('a'), { toUs: 1 }),
      queryKey(parsed('a'), { fromUs: 1, toUs: 1 }),
      queryKey(parsed('a'), { fromUs: 11 }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is none where records are named, however deep', () => {
    const seqs: Query = { from: 0, to: 0, kind: 'seqs', seqs: [[1, 2]] as never };
    const not: Query = { from: 0, to: 0, kind: 'not', item: seqs };
    expect(queryKey({ from: 0, to: 0, kind: 'and', items: [parsed('a'), not] }, {})).toBeUndefined();
  });
});
