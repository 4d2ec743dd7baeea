/** The columns of the grid: how each field is drawn. Words of evidence are text, never markup. */
import type { ColDef, ICellRendererParams } from 'ag-grid-community';
import { shortDuration } from '../../../format/number-text.ts';
import { shownText } from '../../../format/safe-text.ts';
import { clockText, zonedClock } from '../../../format/time-text.ts';
import { text } from '../../../i18n/text.ts';
import type { Column } from '../../../stores/workspace.store.ts';
import { SeverityMark } from '../../../ui/severity-mark.tsx';
import type { EventRow } from './event-row.ts';
import styles from './event-grid.module.css';
import { cellText } from './field-cell.ts';
import { partsNow } from '../parts.store.ts';
import { foldsOnKey } from './fold/fold-acts.ts';
import { FoldCell, rangeText } from './fold/fold-cell.tsx';
import { NoteMarks } from './note-marks.tsx';

type Cell = ICellRendererParams<EventRow>;

const words = text.workspace.grid;
const CELL_CHARS = 400;
/** A pause worth seeing among events that come close together. */
const LONG_GAP_SECONDS = 60;

export const MARKS_COLUMN = 'marks';

export const FOLDS_COLUMN = 'folds';
const SPAN_COLUMN = 'span';

/** Columns that show no field: their place is not kept, and their cells have no menu. */
export const isOwnColumn = (colId: string): boolean => [MARKS_COLUMN, FOLDS_COLUMN, SPAN_COLUMN].includes(colId);

/** Keys that move tabs, not cells. */
export const movesTab = ({ ctrlKey, metaKey, shiftKey, key }: KeyboardEvent): boolean =>
  (ctrlKey || metaKey) && shiftKey && key.startsWith('Arrow');

export const ANY_COLUMN: ColDef<EventRow> = {
  resizable: true,
  sortable: false,
  suppressKeyboardEvent: ({ event }) => movesTab(event),
};

export function columnDefs(
  columns: readonly Column[],
  { tabId, zone, isFolding }: { tabId: number; zone: string; isFolding: boolean },
): ColDef<EventRow>[] {
  const own = isFolding ? [marksColumn(), foldsColumn(tabId, zone), spanColumn(zone)] : [marksColumn()];
  return [...own, ...columns.map((column) => columnDef(column, zone))];
}

const foldsColumn = (tabId: number, zone: string): ColDef<EventRow> => ({
  colId: FOLDS_COLUMN,
  headerName: text.workspace.folds.header,
  width: 104,
  minWidth: 96,
  // However far a row is scrolled, it says that it stands for many.
  pinned: 'left',
  lockPosition: 'left',
  suppressMovable: true,
  cellClass: styles.repeats ?? '',
  // The grid would move the cursor.
  suppressKeyboardEvent: ({ event, data }) =>
    movesTab(event) || (data !== undefined && foldsOnKey(partsNow().folds.get(tabId), event.key, true, data)),
  cellRenderer: ({ data }: Cell) => (data === undefined ? null : <FoldCell tabId={tabId} row={data} zone={zone} />),
});

const spanColumn = (zone: string): ColDef<EventRow> => ({
  colId: SPAN_COLUMN,
  headerName: text.workspace.folds.span,
  width: 196,
  minWidth: 96,
  lockPosition: 'left',
  suppressMovable: true,
  cellClass: styles.value ?? '',
  cellRenderer: ({ data }: Cell) => (data?.fold?.place === 'folded' ? rangeText(data.fold.run, zone) : null),
});

const marksColumn = (): ColDef<EventRow> => ({
  colId: MARKS_COLUMN,
  headerName: words.marks,
  headerClass: styles.marksHeader ?? '',
  width: 56,
  pinned: 'left',
  resizable: false,
  lockPosition: 'left',
  suppressMovable: true,
  cellRenderer: ({ data }: Cell) => (data === undefined ? null : <NoteMarks seq={data.event.seq} />),
});

function columnDef({ field, widthPx, isPinned }: Column, zone: string): ColDef<EventRow> {
  return {
    colId: field,
    headerName: headerOf(field, zone),
    width: widthPx,
    minWidth: 48,
    pinned: isPinned ? 'left' : null,
    cellRenderer: rendererOf(field, zone),
    cellClass: classOf(field),
  };
}

export function headerOf(field: string, zone: string): string {
  if (field === 'timestamp') return words.time(zone);
  const known: Record<string, string> = words.fields;
  return known[field] ?? field;
}

function classOf(field: string): string {
  if (field === 'timestamp') return styles.time ?? '';
  if (field === 'gap') return styles.gap ?? '';
  return field === 'message' ? (styles.message ?? '') : (styles.value ?? '');
}

function rendererOf(field: string, zone: string): (cell: Cell) => React.ReactNode {
  if (field === 'timestamp')
    return ({ data }) => (data === undefined ? words.loading : <TimeCell row={data} zone={zone} />);
  if (field === 'gap') return ({ data }) => (data === undefined ? null : <GapCell row={data} />);
  if (field === 'severity')
    return ({ data }) => (data === undefined ? null : <SeverityMark severity={data.event.severity} />);
  return ({ data }) => {
    if (data === undefined) return null;
    const { shown, omitted } = shownText(cellText(data, field), CELL_CHARS);
    return (
      <>
        {shown}
        {omitted > 0 && <span className={styles.omitted}>{words.omitted(omitted)}</span>}
      </>
    );
  };
}

function TimeCell({ row: { event }, zone }: { row: EventRow; zone: string }) {
  if (event.timestamp === null) return <span className={styles.none}>{words.noTime}</span>;
  const clock = zonedClock(event.timestamp, zone);
  return <time dateTime={event.timestamp}>{clockText(clock)}</time>;
}

function GapCell({ row: { gapSeconds } }: { row: EventRow }) {
  if (gapSeconds === null) return null;
  return (
    <span className={gapSeconds >= LONG_GAP_SECONDS ? styles.longGap : undefined}>
      {gapSeconds === 0 ? words.sameTime : shortDuration(gapSeconds)}
    </span>
  );
}
