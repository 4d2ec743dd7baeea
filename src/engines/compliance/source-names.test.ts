/** Files of a case and the sources of the inventory; names and the classes of data they stand for. */
import { describe, expect, it } from 'vitest';
import { makeClassifier } from './classify-resource.ts';
import { sourceNameOf } from './source-names.ts';

describe('a file', () => {
  const sources = [
    { id: 'dc01', files: ['dc01/*.evtx', 'exports/dc01-*-security.json'] },
    { id: 'app01/audit.jsonl' },
    { id: 'empty', files: [] },
  ];
  it.each([
    ['/srv/logs/dc01/Security.evtx', 'dc01'],
    ['C:\\logs\\DC01\\Archive-1.EVTX', 'dc01'],
    ['/srv/exports/dc01-2026-security.json', 'dc01'],
    ['/srv/logs.zip!/app01/audit.jsonl', 'app01/audit.jsonl'],
    ['/srv/xdc01/Security.evtx', '/srv/xdc01/Security.evtx'],
    ['/srv/dc01/Security.evtx.bak', '/srv/dc01/Security.evtx.bak'],
    ['empty', 'empty'],
  ])('%s is the source %s', (path, id) => {
    expect(sourceNameOf(path, sources)).toBe(id);
  });
});

describe('a name in a log', () => {
  const classify = makeClassifier([
    { resource: 'patients/*', classification: ['phi'] },
    { resource: 'patients/index', classification: ['public'] },
    { resource: 'patients/vip/*', classification: ['phi', 'restricted'] },
  ]);
  it('is of the class of its whole name, else of the longest beginning, in any case', () => {
    expect(classify('Patients/7')?.classification).toEqual(['phi']);
    expect(classify('patients/INDEX')?.classification).toEqual(['public']);
    expect(classify('patients/vip/1')?.classification).toEqual(['phi', 'restricted']);
    expect([classify('patient'), classify(''), classify(7), makeClassifier([])('patients/1')]).toEqual(
      Array.from({ length: 4 }),
    );
  });
});
