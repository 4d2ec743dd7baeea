/**
 * The events that match, as rows: any stretch of any length, one row with the cursor, some of them chosen.
 *
 * The cursor is the grid's own focused cell, so that arrows, Page Up and Home work as in every grid; j and k are commands.
 */
import type {
  CellContextMenuEvent,
  CellFocusedEvent,
  CellKeyDownEvent,
  ColumnMovedEvent,
  ColumnResizedEvent,
  GridApi,
  IDatasource,
  RowClassParams,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { cspNonce } from '../../../api/csp-nonce.ts';
import { text } from '../../../i18n/text.ts';
import { contentsOfTab, followTab, tabsNow, useTab } from '../../../stores/tabs.store.ts';
import type { Column } from '../../../stores/workspace.store.ts';
import { partsNow } from '../parts.store.ts';
import { useTimeLock } from '../tabs/time-lock.store.ts';
import type { EventRow } from './event-row.ts';
import styles from './event-grid.module.css';
import { ANY_COLUMN, columnDefs, FOLDS_COLUMN, isOwnColumn, movesTab } from './grid-columns.tsx';
import { registerGridModules } from './grid-modules.ts';
import { gridTheme, ROW_PX } from './grid-theme.ts';
import { foldsOnKey, selectedShare, toggleRow } from './fold/fold-acts.ts';

registerGridModules();

/** Rows asked for at once, and how many such blocks stay: some 6,000 rows, whatever was scrolled past. */
const BLOCK_ROWS = 50;
const MAX_BLOCKS = 120;

const isNearest = (tabId: number, seq: number): boolean => {
  const { nearest } = useTimeLock.getState();
  return nearest?.tabId === tabId && nearest.seq === seq;
};

/** @param seqs only the rows of these; null stands for none */
function redraw(api: GridApi<EventRow> | undefined, seqs?: readonly (number | null)[]): void {
  if (api === undefined || api.isDestroyed()) return;
  if (seqs === undefined) return api.redrawRows();
  const rowNodes = seqs.flatMap((seq) => (seq === null ? [] : (api.getRowNode(String(seq)) ?? [])));
  if (rowNodes.length > 0) api.redrawRows({ rowNodes });
}

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
  source: IDatasource;
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
  const [api, setApi] = useState<GridApi<EventRow>>();
  const columns = useTab(tabId, (tab) => tab.columns);
  const defs = useMemo(() => columnDefs(columns, { tabId, zone, isFolding }), [columns, tabId, zone, isFolding]);

  const rowClass = useCallback(
    ({ data }: RowClassParams<EventRow>): string[] => {
      const tab = contentsOfTab(tabId);
      if (data === undefined || tab === undefined) return [];
      const { event, fold } = data;
      const isWhole = fold?.place === 'folded';
      const share = isWhole
        ? selectedShare(fold.run, tab.selectedSeqs)
        : tab.selectedSeqs.has(event.seq)
          ? 'all'
          : 'none';
      return [
        share === 'all' ? (styles.selected ?? '') : share === 'some' ? (styles.partlySelected ?? '') : '',
        event.seq === tab.focusedSeq ? (styles.focused ?? '') : '',
        isNearest(tabId, event.seq) ? (styles.nearest ?? '') : '',
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
  const shownFor = useRef(asked);
  useEffect(() => {
    if (shownFor.current === asked) return;
    shownFor.current = asked;
    // The event in the detail stays; no row of another answer stands for it.
    api?.clearFocusedCell();
    if (api !== undefined && api.getDisplayedRowCount() > 0) api.ensureIndexVisible(0, 'top');
  }, [api, asked]);

  // Classes of rows are only looked at again when a row is drawn again.
  useEffect(() => {
    let drawn = contentsOfTab(tabId);
    return followTab(tabId, (tab) => {
      const before = drawn;
      drawn = tab;
      // Folded rows look as what is chosen of them does: all are looked at again.
      if (tab.selectedSeqs !== before?.selectedSeqs) redraw(api);
      else if (tab.focusedSeq !== before.focusedSeq) redraw(api, [tab.focusedSeq, before.focusedSeq]);
    });
  }, [api, tabId]);

  useEffect(
    () =>
      useTimeLock.subscribe(({ nearest }, before) => {
        if (nearest !== before.nearest) redraw(api, [nearest?.seq ?? null, before.nearest?.seq ?? null]);
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
      if (row === undefined || colId === undefined || isOwnColumn(colId)) return;
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
      const { event, data } = cell;
      if (!(event instanceof KeyboardEvent) || movesTab(event)) return;
      const column = cell.column.getColId();
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
        openMenu(data, column, event.target instanceof Element ? event.target : null);
      }
    },
    [tabId, onOpen, openMenu],
  );

  const keepColumns = useCallback(
    (event: ColumnMovedEvent<EventRow> | ColumnResizedEvent<EventRow>) => {
      if (event.finished !== true || event.source === 'api') return;
      const kept = event.api
        .getColumnState()
        .flatMap(({ colId, width, pinned }): Column[] =>
          isOwnColumn(colId) ? [] : [{ field: colId, widthPx: Math.round(width ?? 120), isPinned: pinned === 'left' }],
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
        rowBuffer={4}
        rowHeight={ROW_PX}
        getRowId={({ data }) => String(data.event.seq)}
        columnDefs={defs}
        defaultColDef={ANY_COLUMN}
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
