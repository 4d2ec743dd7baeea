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
import { foldsOnKey, toggleRow } from './fold/fold-acts.ts';
import { classesOf, ROW_CLASSES } from './row-classes.ts';

registerGridModules();

/** Rows asked for at once, and how many such blocks stay: some 6,000 rows, whatever was scrolled past. */
const BLOCK_ROWS = 50;
const MAX_BLOCKS = 120;

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
    ({ data }: RowClassParams<EventRow>): string[] => (data === undefined ? [] : classesOf(tabId, data)),
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

  // Drawing a row again would take the focus and the pointer from its cells: only its classes change.
  const root = useRef<HTMLDivElement>(null);
  const markRows = useCallback((): void => {
    if (api === undefined || api.isDestroyed()) return;
    for (const row of root.current?.querySelectorAll('[row-id]') ?? []) {
      const data = api.getRowNode(row.getAttribute('row-id') ?? '')?.data;
      if (data === undefined) continue;
      row.classList.remove(...ROW_CLASSES);
      row.classList.add(...classesOf(tabId, data));
    }
  }, [api, tabId]);
  useEffect(() => {
    let shown = contentsOfTab(tabId);
    return followTab(tabId, (tab) => {
      const isSame = tab.selectedSeqs === shown?.selectedSeqs && tab.focusedSeq === shown.focusedSeq;
      shown = tab;
      if (!isSame) markRows();
    });
  }, [tabId, markRows]);
  useEffect(
    () =>
      useTimeLock.subscribe(({ nearest }, before) => {
        if (nearest !== before.nearest) markRows();
      }),
    [markRows],
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
    <div ref={root} className={styles.grid}>
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
