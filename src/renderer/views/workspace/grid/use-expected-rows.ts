/** Tells the source of the rows where the grid was scrolled to, before the grid itself draws that place and asks. */
import { type RefObject, useEffect } from 'react';
import { ROW_PX } from './grid-theme.ts';
import type { RowSource } from './row-source.ts';

const ROWS_VIEWPORT = '.ag-grid-viewport';

/** @param rowCount rows of the grid, as far as they are counted */
export function useExpectedRows(root: RefObject<HTMLElement | null>, source: RowSource, rowCount: number): void {
  useEffect(() => {
    const grid = root.current;
    const expectRows = ({ target }: Event): void => {
      if (!(target instanceof HTMLElement) || !target.matches(ROWS_VIEWPORT)) return;
      const firstRow = Math.floor(target.scrollTop / ROW_PX);
      const lastRow = firstRow + Math.ceil(target.clientHeight / ROW_PX);
      source.expect?.(firstRow, Math.min(lastRow, rowCount - 1));
    };
    const listening = { capture: true, passive: true };
    grid?.addEventListener('scroll', expectRows, listening);
    return () => grid?.removeEventListener('scroll', expectRows, listening);
  }, [root, source, rowCount]);
}
