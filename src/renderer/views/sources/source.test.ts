import { describe, expect, it } from 'vitest';
import { filterSources, NO_SOURCE_FILTER, type Source } from './source.ts';

const source = (path: string, more: Partial<Source> = {}): Source =>
  ({ path, sha256: null, format: 'json', rejectedCount: 0, noteCount: 0, findings: [], ...more }) as unknown as Source;

const sources = [
  source('DC01/Security.evtx', { sha256: 'ab12' }),
  source('web/access.log', { rejectedCount: 1 }),
  source('note.bin', { format: null }),
  source('copy.evtx', { format: null, duplicateOf: 3 }),
  source('torn.csv', { findings: [{ kind: 'unreadable', message: 'it ends' }] }),
];
const paths = (filter: Partial<typeof NO_SOURCE_FILTER>): string[] =>
  filterSources(sources, { ...NO_SOURCE_FILTER, ...filter }).map(({ path }) => path);

describe('the sources that are looked at', () => {
  it('are all at first, in their order', () => {
    expect(paths({})).toEqual(sources.map(({ path }) => path));
  });

  it('are found by a part of their path or of their hash, in any case', () => {
    expect(paths({ find: ' security' })).toEqual(['DC01/Security.evtx']);
    expect(paths({ find: 'AB1' })).toEqual(['DC01/Security.evtx']);
    expect(paths({ find: 'nothing like it' })).toEqual([]);
  });

  it('are those with something to look into; the same bytes again are nothing of the kind', () => {
    expect(paths({ onlyWithFindings: true })).toEqual(['web/access.log', 'note.bin', 'torn.csv']);
  });
});
