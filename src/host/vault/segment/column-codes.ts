/** The codes of a column's cells, and how large its dictionary may grow: what who builds a segment and who reads it share. */

/** Codes that are not an entry of the dictionary. Entry e has the code e + FIRST_ENTRY. */
export const ABSENT = 0;
export const TEXT = 1;
export const NUMBER = 2;
/** Several values: they are in the list of extra values. */
export const MULTIPLE = 3;
export const FIRST_ENTRY = 4;

export type Scalar = string | number | boolean;

/** How large dictionaries may grow; smaller numbers than the defaults only cost speed. */
export interface ColumnLimits {
  /** Up to this many entries a dictionary never closes; above, when more than a quarter of the values was new. */
  openEntries: number;
  /** Most entries of a dictionary beside true and false: codes have 16 bits. */
  maxEntries: number;
  /** Paths with a column of their own; values of further ones are found as words and decided by the line. */
  maxColumns: number;
}
export const COLUMN_LIMITS: ColumnLimits = { openEntries: 4_096, maxEntries: 65_533 - FIRST_ENTRY, maxColumns: 4_096 };
