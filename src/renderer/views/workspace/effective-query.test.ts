import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../engines/search/parse-query.ts';
import { effectiveQuery, withoutTimeQuery } from './effective-query.ts';

const isQuery = (text: string): boolean => !('errors' in parseQuery(text, { nowMs: 0 }));

describe('the question of the workspace', () => {
  it('is the query with its chips, whatever a value holds', () => {
    const filters = [
      { field: 'user', value: 'a" OR *', mode: 'include' as const },
      { field: 'host', value: 'DC01', mode: 'exclude' as const },
    ];
    expect(effectiveQuery({ query: ' a OR b ', filters })).toMatch(/^\(a OR b\) AND user:.* AND NOT host:/u);
    expect(isQuery(effectiveQuery({ query: 'a OR b', filters }))).toBe(true);
    expect(effectiveQuery({ query: ' a ', filters: [] })).toBe('a');
  });

  it('narrows to events without a time as a whole', () => {
    expect(withoutTimeQuery('')).toBe('NOT timestamp:*');
    expect(withoutTimeQuery('a OR b')).toBe('(a OR b) AND NOT timestamp:*');
    expect(isQuery(withoutTimeQuery('a OR b'))).toBe(true);
  });
});
