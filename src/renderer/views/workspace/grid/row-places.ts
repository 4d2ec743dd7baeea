/** Where a grid has the places of a result: every row of it, a slice of a long one, or rows folded into fewer. Pure. */

/** Places are counted from 0 in the whole result with nothing folded. */
export interface RowPlaces {
  /** Row of the grid that shows a place; undefined: none does now. */
  rowOf: (place: number) => number | undefined;
  /** Place of what a row shows, of the first of several; undefined: the row is not read yet. */
  placeAt: (row: number) => number | undefined;
  /** Sees to it that a row shows it, without leaving what the grid holds; false: none can. May be asked again. */
  bringNear: (place: number) => boolean;
  /** Sees to it that a row shows it, wherever it lies. May be asked again. */
  bring: (place: number) => void;
}

/** Of rows that are not folded. @param onSlice the place lies in another slice */
export const slicePlaces = (first: number, count: number, onSlice: (place: number) => void): RowPlaces => {
  const rowOf = (place: number): number | undefined =>
    place >= first && place < first + count ? place - first : undefined;
  return {
    rowOf,
    placeAt: (row) => first + row,
    bringNear: (place) => rowOf(place) !== undefined,
    bring: (place) => {
      if (rowOf(place) === undefined) onSlice(place);
    },
  };
};
