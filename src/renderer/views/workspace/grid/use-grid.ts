/**
 * One grid in an element, for as long as the element stands.
 *
 * Without React between grid and rows: a grid scrolled far makes every row anew, and components take twice as long for it.
 */
import {
  type CellContextMenuEvent,
  type CellFocusedEvent,
  type CellKeyDownEvent,
  type ColDef,
  type ColumnMovedEvent,
  type ColumnResizedEvent,
  createGrid,
  type FullWidthCellKeyDownEvent,
  type GridApi,
  type RowClassParams,
} from 'ag-grid-community';
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import { cspNonce } from '../../../api/csp-nonce.ts';
import { text } from '../../../i18n/text.ts';
import { element } from '../../../ui/dom-nodes.ts';
import type { EventRow } from './event-row.ts';
import styles from './event-grid.module.css';
import { ANY_COLUMN } from './grid-columns.ts';
import { registerGridModules } from './grid-modules.ts';
import { gridTheme, ROW_PX } from './grid-theme.ts';
import { BLOCK_ROWS, MAX_BLOCKS } from './row-source.ts';

registerGridModules();

/** The next place is asked for when scrolling rests so long. */
const REST_MS = 4;

interface GridHandlers {
  defs: ColDef<EventRow>[];
  rowClass: (row: RowClassParams<EventRow>) => string[];
  onFocused: (event: CellFocusedEvent<EventRow>) => void;
  onContextMenu: (event: CellContextMenuEvent<EventRow>) => void;
  onKey: (event: CellKeyDownEvent<EventRow> | FullWidthCellKeyDownEvent<EventRow>) => void;
  onOpen: () => void;
  onColumns: (event: ColumnMovedEvent<EventRow> | ColumnResizedEvent<EventRow>) => void;
  onReady: (api: GridApi<EventRow>) => void;
}

/** @returns the grid, once it is there */
export function useGrid(root: RefObject<HTMLElement | null>, handlers: GridHandlers): GridApi<EventRow> | undefined {
  const [api, setApi] = useState<GridApi<EventRow>>();
  const { defs } = handlers;
  const shownDefs = useRef(defs);
  // The grid is made once; whoever handles its events may change.
  const now = useEffectEvent(() => handlers);

  useEffect(() => {
    if (root.current === null) return undefined;
    shownDefs.current = now().defs;
    const grid = createGrid<EventRow>(root.current, {
      theme: gridTheme,
      styleNonce: cspNonce(),
      rowModelType: 'infinite',
      cacheBlockSize: BLOCK_ROWS,
      maxBlocksInCache: MAX_BLOCKS,
      maxConcurrentDatasourceRequests: 2,
      blockLoadDebounceMillis: REST_MS,
      rowBuffer: 2,
      rowHeight: ROW_PX,
      getRowId: ({ data }) => String(data.event.seq),
      columnDefs: shownDefs.current,
      defaultColDef: ANY_COLUMN,
      maintainColumnOrder: false,
      ensureDomOrder: true,
      // A row that is still read is one element; the grid makes another one when its event has come.
      isFullWidthRow: ({ rowNode }) => rowNode.data === undefined,
      fullWidthCellRenderer: () => element('span', styles.loading, text.workspace.grid.loading),
      suppressDragLeaveHidesColumns: true,
      preventDefaultOnContextMenu: true,
      getRowClass: (row) => now().rowClass(row),
      onCellFocused: (event) => now().onFocused(event),
      onCellContextMenu: (event) => now().onContextMenu(event),
      onCellKeyDown: (event) => now().onKey(event),
      onRowDoubleClicked: () => now().onOpen(),
      onColumnMoved: (event) => now().onColumns(event),
      onColumnResized: (event) => now().onColumns(event),
    });
    grid.setGridAriaProperty('label', text.workspace.grid.label);
    setApi(grid);
    now().onReady(grid);
    return () => grid.destroy();
  }, [root]);

  useEffect(() => {
    if (shownDefs.current === defs) return;
    shownDefs.current = defs;
    api?.setGridOption('columnDefs', defs);
  }, [api, defs]);
  return api;
}
