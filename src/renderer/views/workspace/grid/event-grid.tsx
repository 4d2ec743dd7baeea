/**
 * The events that match, as rows: any stretch of any length, one row with the cursor, some of them chosen.
 *
 * The cursor is the grid's own focused cell, so that arrows, Page Up and Home work as in every grid; j and k are commands.
 */
import type {
  CellKeyDownEvent,
  ColumnMovedEvent,
  ColumnResizedEvent,
  FullWidthCellKeyDownEvent,
  GridApi,
} from 'ag-grid-community';
import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { tabsNow, useTab } from '../../../stores/tabs.store.ts';
import type { Column } from '../../../stores/workspace.store.ts';
import { partsNow } from '../parts.store.ts';
import type { EventRow } from './event-row.ts';
import styles from './event-grid.module.css';
import { columnDefs, FOLDS_COLUMN, isOwnColumn, movesTab } from './grid-columns.ts';
import { foldsOnKey, toggleRow } from './fold/fold-acts.ts';
import { classesOf } from './row-classes.ts';
import { BLOCK_ROWS, type RowSource } from './row-source.ts';
import { useExpectedRows } from './use-expected-rows.ts';
import { useGrid } from './use-grid.ts';
import { useRowMarks } from './use-row-marks.ts';

export interface CellPlace {
  row: EventRow;
  field: string;
  /** Where a menu opens, viewport pixels. */
  x: number;
  y: number;
}

interface EventGridProps {
  /** Whose question, columns, cursor and selection it shows. */
  tabId: number;
  source: RowSource;
  /** What the rows answer; another begins at its first row. */
  asked: string;
  isFolding: boolean;
  /** Rows of the grid; undefined until they are counted: what is there shows meanwhile. */
  rowCount: number | undefined;
  zone: string;
  /** The cursor came to a row of the grid; null: its event is still read. */
  onCursor: (row: number, seq: number | null) => void;
  onMenu: (place: CellPlace) => void;
  /** The event with the cursor is to be shown whole. */
  onOpen: () => void;
  onReady: (api: GridApi<EventRow>) => void;
}

export function EventGrid({
  tabId,
  source,
  asked,
  isFolding,
  rowCount,
  zone,
  onCursor,
  onMenu,
  onOpen,
  onReady,
}: EventGridProps) {
  const root = useRef<HTMLDivElement>(null);
  const columns = useTab(tabId, (tab) => tab.columns);
  const defs = useMemo(() => columnDefs(columns, { tabId, zone, isFolding }), [columns, tabId, zone, isFolding]);

  const openMenu = (
    row: EventRow | undefined,
    colId: string | undefined,
    cell: EventTarget | null | undefined,
    at?: { x: number; y: number },
  ): void => {
    if (row === undefined || colId === undefined || isOwnColumn(colId)) return;
    const box = cell instanceof Element ? cell.getBoundingClientRect() : undefined;
    onMenu({ row, field: colId, x: at?.x ?? (box?.left ?? 0) + 8, y: at?.y ?? box?.bottom ?? 0 });
  };

  const onKey = (cell: CellKeyDownEvent<EventRow> | FullWidthCellKeyDownEvent<EventRow>): void => {
    const { event, data } = cell;
    if (!(event instanceof KeyboardEvent) || movesTab(event)) return;
    const column = 'column' in cell ? cell.column.getColId() : undefined;
    const folds = partsNow().folds.get(tabId);
    if (data !== undefined && foldsOnKey(folds, event.key, column === FOLDS_COLUMN, data)) {
      event.preventDefault();
      if (data.fold !== undefined) folds?.toggle(data.fold.run);
      return;
    }
    // A row that is still read opens, too: its event is taken when it comes.
    if (event.key === 'Enter') onOpen();
    if (data === undefined) return;
    if (event.key === ' ') {
      event.preventDefault();
      toggleRow(data.event.seq);
    }
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault();
      openMenu(data, column, event.target);
    }
  };

  const keepColumns = ({
    api: grid,
    finished,
    source: from,
  }: ColumnMovedEvent<EventRow> | ColumnResizedEvent<EventRow>): void => {
    if (finished !== true || from === 'api') return;
    const kept = grid
      .getColumnState()
      .flatMap(({ colId, width, pinned }): Column[] =>
        isOwnColumn(colId) ? [] : [{ field: colId, widthPx: Math.round(width ?? 120), isPinned: pinned === 'left' }],
      );
    tabsNow().update(tabId, { columns: kept });
  };

  const api = useGrid(root, {
    defs,
    rowClass: ({ data }) => (data === undefined ? [] : classesOf(tabId, data)),
    onFocused: ({ rowIndex, api: grid }) => {
      if (rowIndex !== null) onCursor(rowIndex, grid.getDisplayedRowAtIndex(rowIndex)?.data?.event.seq ?? null);
    },
    onContextMenu: ({ data, column, event }) => {
      event?.preventDefault();
      const mouse = event instanceof MouseEvent ? { x: event.clientX, y: event.clientY } : undefined;
      openMenu(data, column?.getColId(), event?.target, mouse);
    },
    onKey,
    onOpen,
    onColumns: keepColumns,
    onReady,
  });

  // Under a new question the grid begins with one block again; it learns how far it goes when that is counted.
  const applyRowCount = useEffectEvent(() => {
    if (rowCount !== undefined) api?.setRowCount(rowCount, true);
  });
  useEffect(() => {
    api?.setGridOption('datasource', source);
    applyRowCount();
  }, [api, source]);
  useEffect(() => {
    if (rowCount !== undefined) api?.setRowCount(rowCount, true);
  }, [api, rowCount]);

  // The grid stays where it was scrolled to; another question begins at its first row.
  const shownFor = useRef(asked);
  useEffect(() => {
    if (shownFor.current === asked) return;
    shownFor.current = asked;
    // The event in the detail stays; no row of another answer stands for it.
    api?.clearFocusedCell();
    if (api !== undefined && api.getDisplayedRowCount() > 0) api.ensureIndexVisible(0, 'top');
  }, [api, asked]);

  useRowMarks(root, api, tabId);
  useExpectedRows(root, source, rowCount ?? BLOCK_ROWS);

  return <div ref={root} className={styles.grid} />;
}
