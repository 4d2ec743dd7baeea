import { describe, expect, it } from 'vitest';
import { focusedPlace, movedPlace, waitingRowOf } from './grid-place.ts';

const rowOf = (place: number): number | undefined => (place < 1_000 ? Math.floor(place / 10) : undefined);

describe('a place that is waited for', () => {
  it('is counted on by rows from where it was left, however many events a row stands for', () => {
    const left = { topRow: 100, cursorRow: 120, column: 'host' };
    const moved = movedPlace(movedPlace(movedPlace(left, 1), 1), -1);
    expect(waitingRowOf(moved, rowOf)).toBe(13);
    expect(moved).toMatchObject({ topRow: 100, column: 'host' });
    expect(waitingRowOf({ ...left, cursorRow: 2_000 }, rowOf)).toBeUndefined();
  });

  it('begins at the first row, and goes no further up', () => {
    const first = movedPlace(null, 1);
    expect(waitingRowOf(first, rowOf)).toBe(0);
    const up = movedPlace(movedPlace(movedPlace(first, -1), -1), 1);
    expect(waitingRowOf(up, (place) => place)).toBe(1);
  });

  it('gives the keyboard to the cursor, or to the first row on screen', () => {
    expect(focusedPlace({ topRow: 7, cursorRow: null, column: null })).toMatchObject({
      cursorRow: 7,
      takesFocus: true,
    });
    expect(focusedPlace({ topRow: 7, cursorRow: 9, column: null })).toMatchObject({ cursorRow: 9, takesFocus: true });
    expect(focusedPlace(null)).toMatchObject({ cursorRow: 0 });
  });
});
