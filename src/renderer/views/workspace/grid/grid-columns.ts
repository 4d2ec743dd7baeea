/**
 * The columns of the grid: how each field is drawn.
 *
 * Cells are made here, not by React: a grid that is scrolled far draws all of them anew.
 * Trust: words of evidence are text nodes. A renderer that gave a string would have it read as markup: the type forbids it.
 */
import type { ColDef, ICellRendererParams } from 'ag-grid-community';
import { shortDuration } from '../../../format/number-text.ts';
import { shownText } from '../../../format/safe-text.ts';
import { clockText, zonedClock } from '../../../format/time-text.ts';
import { text } from '../../../i18n/text.ts';
import type { Column } from '../../../stores/workspace.store.ts';
import { element } from '../../../ui/dom-nodes.ts';
import type { EventRow } from './event-row.ts';
import styles from './event-grid.module.css';
import { cellText } from './field-cell.ts';
import { partsNow } from '../parts.store.ts';
import { foldCell, rangeText } from './cells/fold-cell.ts';
import { NoteCell } from './cells/note-cell.ts';
import { severityCell } from './cells/severity-cell.ts';
import { foldsOnKey } from './fold/fold-acts.ts';

type Draw = (row: EventRow) => Node | null;

/** Rows that are still read are not drawn cell by cell. */
const drawnBy =
  (draw: Draw) =>
  ({ data }: ICellRendererParams<EventRow>): Node | null =>
    data === undefined ? null : draw(data);

const textNode = (shown: string): Text => document.createTextNode(shown);

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
  cellRenderer: drawnBy((row) => foldCell(tabId, row, zone)),
});

const spanColumn = (zone: string): ColDef<EventRow> => ({
  colId: SPAN_COLUMN,
  headerName: text.workspace.folds.span,
  width: 196,
  minWidth: 96,
  lockPosition: 'left',
  suppressMovable: true,
  cellClass: styles.value ?? '',
  cellRenderer: drawnBy(({ fold }) => (fold?.place === 'folded' ? textNode(rangeText(fold.run, zone)) : null)),
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
  cellRenderer: NoteCell,
});

function columnDef({ field, widthPx, isPinned }: Column, zone: string): ColDef<EventRow> {
  return {
    colId: field,
    headerName: headerOf(field, zone),
    width: widthPx,
    minWidth: 48,
    pinned: isPinned ? 'left' : null,
    cellRenderer: drawnBy(drawOf(field, zone)),
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

function drawOf(field: string, zone: string): Draw {
  if (field === 'timestamp') return (row) => timeCell(row, zone);
  if (field === 'gap') return gapCell;
  if (field === 'severity') return ({ event }) => severityCell(event.severity);
  return (row) => {
    const { shown, omitted } = shownText(cellText(row, field), CELL_CHARS);
    if (omitted === 0) return textNode(shown);
    const cell = document.createElement('span');
    cell.append(shown, element('span', styles.omitted, words.omitted(omitted)));
    return cell;
  };
}

function timeCell({ event }: EventRow, zone: string): Node {
  if (event.timestamp === null) return element('span', styles.none, words.noTime);
  const time = element('time', undefined, clockText(zonedClock(event.timestamp, zone)));
  time.dateTime = event.timestamp;
  return time;
}

function gapCell({ gapSeconds }: EventRow): Node | null {
  if (gapSeconds === null) return null;
  return element(
    'span',
    gapSeconds >= LONG_GAP_SECONDS ? styles.longGap : undefined,
    gapSeconds === 0 ? words.sameTime : shortDuration(gapSeconds),
  );
}
