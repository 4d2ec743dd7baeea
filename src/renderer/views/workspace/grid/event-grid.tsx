/**
 * The events that match, as rows: any stretch of any length, one row with the cursor, some of them chosen.
 *
 * The cursor is the grid's own focused cell, so that arrows, Page Up and Home work as in every grid; j and k are commands.
 */
import type {
  CellContextMenuEvent,
  CellFocusedEvent,
  CellKeyDownEvent,
  ColDef,
  ColumnMovedEvent,
  ColumnResizedEvent,
  GridApi,
  RowClassParams,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { cspNonce } from '../../../api/csp-nonce.ts';
import { text } from '../../../i18n/text.ts';
import { contentsOfTab, followTab, tabsNow, useTab } from '../../../stores/tabs.store.ts';
import { type Column, workspaceNow } from '../../../stores/workspace.store.ts';
import type { Question } from '../question.ts';
import { useTimeLock } from '../tabs/time-lock.store.ts';
import type { EventRow } from './event-row.ts';
import styles from './event-grid.module.css';
import { columnDefs, MARKS_COLUMN } from './grid-columns.tsx';
import { registerGridModules } from './grid-modules.ts';
import { gridTheme, ROW_PX } from './grid-theme.ts';
import { createRowSource } from './row-source.ts';

registerGridModules();

/** Rows asked for at once, and how many such blocks stay: some 6,000 rows, whatever was scrolled past. */
const BLOCK_ROWS = 100;
const MAX_BLOCKS = 60;

const isNearest = (tabId: number, seq: number): boolean => {
  const { nearest } = useTimeLock.getState();
  return nearest?.tabId === tabId && nearest.seq === seq;
};

const DEFAULT_COLUMN: ColDef<EventRow> = {
  resizable: true,
  sortable: false,
  // Keys that move tabs, not cells.
  suppressKeyboardEvent: ({ event }) =>
    (event.ctrlKey || event.metaKey) && event.shiftKey && event.key.startsWith('Arrow'),
};

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
  question: Question;
  /** Index of the grid's first row in the whole result. */
  firstIndex: number;
  /** Rows of the grid; undefined until they are counted: what is there shows meanwhile. */
  rowCount: number | undefined;
  zone: string;
  onRows: (rows: readonly EventRow[]) => void;
  onError: (error: unknown) => void;
  /** The cursor came to a row of the grid; null: its event is still read. */
  onCursor: (row: number, seq: number | null) => void;
  onMenu: (place: CellPlace) => void;
  /** The event with the cursor is to be shown whole. */
  onOpen: () => void;
  onReady: (api: GridApi<EventRow>) => void;
}

export function EventGrid({
  tabId,
  question,
  firstIndex,
  rowCount,
  zone,
  onRows,
  onError,
  onCursor,
  onMenu,
  onOpen,
  onReady,
}: EventGridProps) {
  const [api, setApi] = useState<GridApi<EventRow>>();
  const order = useTab(tabId, (tab) => tab.order);
  const columns = useTab(tabId, (tab) => tab.columns);
  const foldsRepeats = useTab(tabId, (tab) => tab.foldsRepeats);
  const { toggleSelected } = workspaceNow();

  const source = useMemo(
    () => createRowSource({ question, order, firstIndex, onRows, onError }),
    [question, order, firstIndex, onRows, onError],
  );
  const defs = useMemo(() => columnDefs(columns, zone, foldsRepeats), [columns, zone, foldsRepeats]);

  const rowClass = useCallback(
    ({ data }: RowClassParams<EventRow>): string[] => {
      const tab = contentsOfTab(tabId);
      if (data === undefined || tab === undefined) return [];
      return [
        tab.selectedSeqs.has(data.event.seq) ? (styles.selected ?? '') : '',
        data.event.seq === tab.focusedSeq ? (styles.focused ?? '') : '',
        tab.foldsRepeats && data.isRepeat ? (styles.repeat ?? '') : '',
        isNearest(tabId, data.event.seq) ? (styles.nearest ?? '') : '',
      ].filter((name) => name !== '');
    },
    [tabId],
  );

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
  const asked = JSON.stringify([question, order]);
  const shownFor = useRef(asked);
  useEffect(() => {
    if (shownFor.current === asked) return;
    shownFor.current = asked;
    if (api !== undefined && api.getDisplayedRowCount() > 0) api.ensureIndexVisible(0, 'top');
  }, [api, asked]);

  // Classes of rows are only looked at again when a row is drawn again.
  useEffect(() => {
    let drawn = contentsOfTab(tabId);
    return followTab(tabId, (tab) => {
      const isSame =
        tab.selectedSeqs === drawn?.selectedSeqs &&
        tab.focusedSeq === drawn.focusedSeq &&
        tab.foldsRepeats === drawn.foldsRepeats;
      drawn = tab;
      if (!isSame && api?.isDestroyed() === false) api.redrawRows();
    });
  }, [api, tabId]);

  useEffect(
    () =>
      useTimeLock.subscribe(({ nearest }, before) => {
        if (nearest !== before.nearest && api?.isDestroyed() === false) api.redrawRows();
      }),
    [api],
  );

  const onCellFocused = useCallback(
    (event: CellFocusedEvent<EventRow>) => {
      if (event.rowIndex === null) return;
      onCursor(event.rowIndex, event.api.getDisplayedRowAtIndex(event.rowIndex)?.data?.event.seq ?? null);
    },
    [onCursor],
  );

  const openMenu = useCallback(
    (row: EventRow | undefined, colId: string | undefined, cell: Element | null, at?: { x: number; y: number }) => {
      if (row === undefined || colId === undefined || colId === MARKS_COLUMN) return;
      const box = cell?.getBoundingClientRect();
      onMenu({ row, field: colId, x: at?.x ?? (box?.left ?? 0) + 8, y: at?.y ?? box?.bottom ?? 0 });
    },
    [onMenu],
  );

  const onCellContextMenu = useCallback(
    ({ data, column, event }: CellContextMenuEvent<EventRow>) => {
      event?.preventDefault();
      const mouse = event instanceof MouseEvent ? { x: event.clientX, y: event.clientY } : undefined;
      openMenu(data, column?.getColId(), event?.target instanceof Element ? event.target : null, mouse);
    },
    [openMenu],
  );

  const onCellKeyDown = useCallback(
    (cell: CellKeyDownEvent<EventRow>) => {
      const { event, data, column } = cell;
      if (!(event instanceof KeyboardEvent)) return;
      // A row that is still read opens, too: its event is taken when it comes.
      if (event.key === 'Enter') onOpen();
      if (data === undefined) return;
      if (event.key === ' ') {
        event.preventDefault();
        toggleSelected(data.event.seq);
      }
      if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
        event.preventDefault();
        openMenu(data, column.getColId(), event.target instanceof Element ? event.target : null);
      }
    },
    [onOpen, toggleSelected, openMenu],
  );

  const keepColumns = useCallback(
    (event: ColumnMovedEvent<EventRow> | ColumnResizedEvent<EventRow>) => {
      if (event.finished !== true || event.source === 'api') return;
      const kept = event.api
        .getColumnState()
        .flatMap(({ colId, width, pinned }): Column[] =>
          colId === MARKS_COLUMN
            ? []
            : [{ field: colId, widthPx: Math.round(width ?? 120), isPinned: pinned === 'left' }],
        );
      tabsNow().update(tabId, { columns: kept });
    },
    [tabId],
  );

  return (
    <div className={styles.grid}>
      <AgGridReact<EventRow>
        theme={gridTheme}
        styleNonce={cspNonce()}
        rowModelType="infinite"
        cacheBlockSize={BLOCK_ROWS}
        maxBlocksInCache={MAX_BLOCKS}
        maxConcurrentDatasourceRequests={2}
        blockLoadDebounceMillis={30}
        rowBuffer={20}
        rowHeight={ROW_PX}
        getRowId={({ data }) => String(data.event.seq)}
        columnDefs={defs}
        defaultColDef={DEFAULT_COLUMN}
        maintainColumnOrder={false}
        ensureDomOrder
        suppressDragLeaveHidesColumns
        preventDefaultOnContextMenu
        getRowClass={rowClass}
        onCellFocused={onCellFocused}
        onCellContextMenu={onCellContextMenu}
        onCellKeyDown={(event) => {
          if ('column' in event) onCellKeyDown(event);
        }}
        onRowDoubleClicked={onOpen}
        onColumnMoved={keepColumns}
        onColumnResized={keepColumns}
        onGridReady={(event) => {
          event.api.setGridAriaProperty('label', text.workspace.grid.label);
          setApi(event.api);
          onReady(event.api);
        }}
      />
    </div>
  );
}
