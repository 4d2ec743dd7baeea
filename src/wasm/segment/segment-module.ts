/** Builds the columns and the word index of a segment from canonical lines. */
export const heap: usize = __heap_base;
