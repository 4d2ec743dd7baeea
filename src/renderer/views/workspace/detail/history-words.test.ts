/** What was said about an event, in words. */
import { expect, it } from 'vitest';
import { entryText, type HistoryEntry, reachText } from './history-words.ts';

const entry = (part: Partial<HistoryEntry>): HistoryEntry => ({
  recordSeq: 9,
  at: '2026-01-01T00:00:00Z',
  operatorId: 'a',
  act: 'star',
  isEffective: true,
  ...part,
});

it('names the act and what it was about', () => {
  expect(entryText(entry({ act: 'untag', tag: 'benign' }))).toBe('took the tag benign off');
  expect(entryText(entry({ act: 'undo', of: 1204 }))).toBe('undid record #1,204');
  expect(entryText(entry({ act: 'colour', colour: 'none' }))).toBe('took the colour off');
});

it('says with how many others, and by which query, the event was meant', () => {
  expect(reachText(entry({ query: '', targetCount: 47_886 }))).toBe('as one of 47,886 matches of all events');
  expect(reachText(entry({ targetCount: 4 }))).toBe('with 4 events');
  expect(reachText(entry({ targetCount: 1 }))).toBeUndefined();
});
