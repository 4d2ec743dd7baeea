/** Where a grid stands, counted on while its rows are still to come. Pure. */
import type { GridPlace } from '../../../stores/workspace.store.ts';

/** The cursor goes by rows: how many places these are is known when they are there. */
export function movedPlace(place: GridPlace | null, rows: number): GridPlace {
  const { cursorRow, steps = 0, ...rest } = place ?? { topRow: 0, cursorRow: null, column: null };
  // The first step comes to the first row.
  const [row, from] = cursorRow === null ? [0, -1] : [cursorRow, steps];
  return { ...rest, cursorRow: row, steps: Math.max(-row, from + rows) };
}

/** The keyboard is to go to the row with the cursor, or where there is none to the first on screen. */
export function focusedPlace(place: GridPlace | null): GridPlace {
  const { cursorRow, ...rest } = place ?? { topRow: 0, cursorRow: null, column: null };
  return { ...rest, cursorRow: cursorRow ?? rest.topRow, takesFocus: true };
}

/** Row where the cursor will stand; undefined: none will, or it is not known yet. */
export function waitingRowOf(
  { cursorRow, steps = 0 }: GridPlace,
  rowOf: (place: number) => number | undefined,
): number | undefined {
  const row = cursorRow === null ? undefined : rowOf(cursorRow);
  return row === undefined ? undefined : Math.max(0, row + steps);
}
