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
import { type Column, useWorkspace, workspaceNow } from '../../../stores/workspace.store.ts';
import { partsNow } from '../parts.store.ts';
import type { EventRow } from './event-row.ts';
import styles from './event-grid.module.css';
import { columnDefs, FOLDS_COLUMN, isOwnColumn } from './grid-columns.tsx';
import { registerGridModules } from './grid-modules.ts';
import { gridTheme, ROW_PX } from './grid-theme.ts';
import { foldsOnKey, selectedShare, toggleRow } from './fold/fold-acts.ts';

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
  source: IDatasource;
  /** What the rows answer; another begins at its first row. */
  asked: string;
  isFolding: boolean;
  /** Rows of the grid; undefined until they are counted: what is there shows meanwhile. */
  rowCount: number | undefined;
  zone: string;
  onMenu: (place: CellPlace) => void;
  /** The event with the cursor is to be shown whole. */
  onOpen: () => void;
  onReady: (api: GridApi<EventRow>) => void;
}

export function EventGrid({ source, asked, isFolding, rowCount, zone, onMenu, onOpen, onReady }: EventGridProps) {
  const [api, setApi] = useState<GridApi<EventRow>>();
  const columns = useWorkspace((state) => state.columns);
  const { focus, setColumns } = workspaceNow();
  const defs = useMemo(() => columnDefs(columns, { zone, isFolding }), [columns, zone, isFolding]);

  const rowClass = useCallback(
    ({ data }: RowClassParams<EventRow>): string[] => (data === undefined ? [] : classesOf(data)),
    [],
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
  useEffect(
    () =>
      useWorkspace.subscribe((now, before) => {
        if (now.selectedSeqs === before.selectedSeqs && now.focusedSeq === before.focusedSeq) return;
        for (const row of root.current?.querySelectorAll('[row-id]') ?? []) {
          const data = api?.getRowNode(row.getAttribute('row-id') ?? '')?.data;
          if (data === undefined) continue;
          row.classList.remove(...ROW_CLASSES);
          row.classList.add(...classesOf(data));
        }
      }),
    [api],
  );

  const onCellFocused = useCallback(
    (event: CellFocusedEvent<EventRow>) => {
      if (event.rowIndex === null) return;
      const row = event.api.getDisplayedRowAtIndex(event.rowIndex)?.data;
      // A row that is still read has no event yet: acts must not meet the one before.
      focus(row?.event.seq ?? null);
    },
    [focus],
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
      if (!(event instanceof KeyboardEvent)) return;
      const column = cell.column.getColId();
      if (data !== undefined && foldsOnKey(event.key, column === FOLDS_COLUMN, data)) {
        event.preventDefault();
        if (data.fold !== undefined) partsNow().folds?.toggle(data.fold.run);
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
    [onOpen, openMenu],
  );

  const keepColumns = useCallback(
    (event: ColumnMovedEvent<EventRow> | ColumnResizedEvent<EventRow>) => {
      if (event.finished !== true || event.source === 'api') return;
      const kept = event.api
        .getColumnState()
        .flatMap(({ colId, width, pinned }): Column[] =>
          isOwnColumn(colId) ? [] : [{ field: colId, widthPx: Math.round(width ?? 120), isPinned: pinned === 'left' }],
        );
      setColumns(kept);
    },
    [setColumns],
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
        defaultColDef={{ resizable: true, sortable: false }}
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

const names = (...all: (string | undefined)[]): string[] =>
  all.filter((name) => name !== undefined && name !== '') as string[];

const ROW_CLASSES = names(styles.selected, styles.partlySelected, styles.focused);

/** How a row looks now. */
function classesOf({ event, fold }: EventRow): string[] {
  const { selectedSeqs, focusedSeq } = workspaceNow();
  const isWhole = fold?.place === 'folded';
  const share = isWhole ? selectedShare(fold.run, selectedSeqs) : selectedSeqs.has(event.seq) ? 'all' : 'none';
  return names(
    share === 'all' ? styles.selected : share === 'some' ? styles.partlySelected : '',
    event.seq === focusedSeq ? styles.focused : '',
  );
}
