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
  RowClassParams,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { cspNonce } from '../../../api/csp-nonce.ts';
import { text } from '../../../i18n/text.ts';
import { type Column, useWorkspace, workspaceNow } from '../../../stores/workspace.store.ts';
import { askedOf, type Question } from '../question.ts';
import type { EventRow } from './event-row.ts';
import styles from './event-grid.module.css';
import { columnDefs, MARKS_COLUMN } from './grid-columns.tsx';
import { registerGridModules } from './grid-modules.ts';
import { gridTheme, ROW_PX } from './grid-theme.ts';
import { createRowSource } from './row-source.ts';

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
  question: Question;
  /** Index of the grid's first row in the whole result. */
  firstIndex: number;
  /** Rows of the grid; undefined until they are counted: what is there shows meanwhile. */
  rowCount: number | undefined;
  zone: string;
  onRows: (rows: readonly EventRow[]) => void;
  onError: (error: unknown) => void;
  onMenu: (place: CellPlace) => void;
  /** The event with the cursor is to be shown whole. */
  onOpen: () => void;
  onReady: (api: GridApi<EventRow>) => void;
}

export function EventGrid({
  question,
  firstIndex,
  rowCount,
  zone,
  onRows,
  onError,
  onMenu,
  onOpen,
  onReady,
}: EventGridProps) {
  const [api, setApi] = useState<GridApi<EventRow>>();
  const order = useWorkspace((state) => state.order);
  const columns = useWorkspace((state) => state.columns);
  const { focus, toggleSelected, setColumns } = workspaceNow();

  const source = useMemo(
    () => createRowSource({ question, order, firstIndex, onRows, onError }),
    [question, order, firstIndex, onRows, onError],
  );
  const defs = useMemo(() => columnDefs(columns, zone), [columns, zone]);

  const rowClass = useCallback(({ data }: RowClassParams<EventRow>): string[] => {
    if (data === undefined) return [];
    const { selectedSeqs, focusedSeq, foldsRepeats: folds } = workspaceNow();
    return [
      selectedSeqs.has(data.event.seq) ? (styles.selected ?? '') : '',
      data.event.seq === focusedSeq ? (styles.focused ?? '') : '',
      folds && data.isRepeat ? (styles.repeat ?? '') : '',
    ].filter((name) => name !== '');
  }, []);

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
  const asked = JSON.stringify([askedOf(question), order]);
  const shownFor = useRef(asked);
  useEffect(() => {
    if (shownFor.current === asked) return;
    shownFor.current = asked;
    // The event in the detail stays; no row of another answer stands for it.
    api?.clearFocusedCell();
    if (api !== undefined && api.getDisplayedRowCount() > 0) api.ensureIndexVisible(0, 'top');
  }, [api, asked]);

  // Classes of rows are only looked at again when a row is drawn again.
  useEffect(
    () =>
      useWorkspace.subscribe((now, before) => {
        if (api === undefined) return;
        if (now.foldsRepeats !== before.foldsRepeats) return api.redrawRows();
        const rowNodes = rowsToRedraw(now, before).flatMap((seq) => api.getRowNode(String(seq)) ?? []);
        if (rowNodes.length > 0) api.redrawRows({ rowNodes });
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
      setColumns(kept);
    },
    [setColumns],
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

type Looks = Pick<ReturnType<typeof workspaceNow>, 'focusedSeq' | 'selectedSeqs'>;

/** Events whose row looks another way than before. */
function rowsToRedraw(now: Looks, before: Looks): number[] {
  const seqs = new Set<number>();
  if (now.focusedSeq !== before.focusedSeq) {
    for (const seq of [now.focusedSeq, before.focusedSeq]) if (seq !== null) seqs.add(seq);
  }
  if (now.selectedSeqs !== before.selectedSeqs) {
    for (const seq of now.selectedSeqs) if (!before.selectedSeqs.has(seq)) seqs.add(seq);
    for (const seq of before.selectedSeqs) if (!now.selectedSeqs.has(seq)) seqs.add(seq);
  }
  return [...seqs];
}
