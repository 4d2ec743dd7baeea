/** What is used stays, what is not used for longest goes. */
import { expect, it } from 'vitest';
import { keepRecent } from './keep-recent.ts';

it('forgets what was not used for longest', () => {
  const map = new Map([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);
  keepRecent(map, [['a', 1]], 3);
  keepRecent(map, [['d', 4]], 3);
  expect([...map]).toEqual([
    ['c', 3],
    ['a', 1],
    ['d', 4],
  ]);
});

it('takes new values for what it knows, and forgets nothing below the limit', () => {
  const map = new Map([['a', 1]]);
  keepRecent(map, [['a', 2]], 1);
  expect([...map]).toEqual([['a', 2]]);
});

it('keeps the last of more than there is room for', () => {
  const map = new Map<number, null>();
  keepRecent(
    map,
    Array.from({ length: 10 }, (_, i) => [i, null] as const),
    4,
  );
  expect([...map.keys()]).toEqual([6, 7, 8, 9]);
});
