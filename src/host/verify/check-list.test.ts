import { describe, expect, it } from 'vitest';
import { checkList, type CheckFacts } from './check-list.ts';

const FINE: CheckFacts = {
  mode: 'strict',
  kindCounts: new Map(),
  recordCount: 100,
  unreadCount: 0,
  notChecked: [],
  headCount: 4,
  custodyCount: 20,
  keptCount: 3,
  keptReadCount: 3,
  byReferenceCount: 0,
  exportCount: 0,
  isKeyFileChecked: true,
};

const states = (facts: Partial<CheckFacts>) =>
  Object.fromEntries(checkList({ ...FINE, ...facts }).map(({ id, state }) => [id, state]));
const ALL_OK = {
  sources: 'ok',
  records: 'ok',
  chain: 'ok',
  root: 'ok',
  signatures: 'ok',
  timestamps: 'not-checked',
  custody: 'ok',
  exports: 'not-checked',
};

describe('the list of checks', () => {
  it('is ok only where something was checked whole', () => {
    expect(states({})).toEqual(ALL_OK);
  });

  it.each<[string, Partial<CheckFacts>]>([
    ['in a fast check', { mode: 'fast', keptReadCount: 0 }],
    ['with a source by reference', { byReferenceCount: 1 }],
    ['with a kept original that could not be read', { keptReadCount: 2 }],
    ['with raw bytes out of reach', { notChecked: ['The raw bytes of the records 3 to 9: ...'] }],
    ['without any source', { keptCount: 0, keptReadCount: 0 }],
  ])('does not call the sources ok %s', (_, facts) => {
    expect(states(facts)).toEqual({ ...ALL_OK, sources: 'not-checked' });
  });

  it('calls nothing ok that rests on records nobody could read', () => {
    expect(states({ unreadCount: 5 })).toEqual({
      ...ALL_OK,
      sources: 'not-checked',
      records: 'not-checked',
      chain: 'not-checked',
      root: 'not-checked',
      signatures: 'not-checked',
      custody: 'not-checked',
    });
  });

  it('puts every finding into one line, one that it does not know among the records', () => {
    const kinds = [
      'original-missing',
      'digest-mismatch',
      'chain-mismatch',
      'root-mismatch',
      'log-rolled-back',
      'new-kind',
      'constructor',
    ];
    for (const kind of kinds) {
      const failed = checkList({ ...FINE, kindCounts: new Map([[kind, 2]]) }).filter(({ state }) => state === 'failed');
      expect(
        failed.map(({ detail }) => detail),
        kind,
      ).toEqual([`2 ${kind}`]);
    }
  });
});
