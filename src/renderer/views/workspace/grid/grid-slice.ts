/**
 * Which stretch of a long result the grid holds: a browser can't lay out more than 32,000,000 pixels exactly.
 *
 * Pure. Slices overlap by half, so that whoever reaches an edge goes on in the middle of the next.
 */
/** AG Grid's infinite row model is exact up to 1.23 million rows of 26 px. */
export const MAX_SLICE_ROWS = 1_200_000;

export interface Slice {
  /** Index of the first row, from 0. */
  first: number;
  count: number;
}

/** The slice that shows a row with as much around it as there is. */
export function sliceAround(index: number, total: number): Slice {
  if (total <= MAX_SLICE_ROWS) return { first: 0, count: total };
  const first = Math.min(Math.max(0, index - MAX_SLICE_ROWS / 2), total - MAX_SLICE_ROWS);
  return { first, count: MAX_SLICE_ROWS };
}

export const isWhole = ({ count }: Slice, total: number): boolean => count >= total;

export const nextSlice = ({ first, count }: Slice, total: number): Slice => sliceAround(first + count, total);
export const previousSlice = ({ first }: Slice, total: number): Slice => sliceAround(first, total);
