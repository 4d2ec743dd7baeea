import { describe, expect, it } from 'vitest';
import { isWhole, MAX_SLICE_ROWS, nextSlice, previousSlice, sliceAround } from './grid-slice.ts';

describe('the stretch of a result that the grid holds', () => {
  it('is all of a short result', () => {
    expect(sliceAround(7, 1000)).toEqual({ first: 0, count: 1000 });
    expect(isWhole(sliceAround(0, MAX_SLICE_ROWS), MAX_SLICE_ROWS)).toBe(true);
  });

  it('holds the row in its middle, and stays inside the result', () => {
    const total = 10_000_000;
    expect(sliceAround(5_000_000, total)).toEqual({ first: 4_400_000, count: MAX_SLICE_ROWS });
    expect(sliceAround(3, total).first).toBe(0);
    expect(sliceAround(total - 1, total).first).toBe(total - MAX_SLICE_ROWS);
  });

  it('reaches every row by going on', () => {
    const total = 3_333_333;
    let slice = sliceAround(0, total);
    let reached = slice.first + slice.count;
    for (let step = 0; step < 10 && reached < total; step++) {
      slice = nextSlice(slice, total);
      expect(slice.first).toBeLessThanOrEqual(reached);
      reached = slice.first + slice.count;
    }
    expect(reached).toBe(total);
    for (let step = 0; step < 10 && slice.first > 0; step++) slice = previousSlice(slice, total);
    expect(slice.first).toBe(0);
  });
});
