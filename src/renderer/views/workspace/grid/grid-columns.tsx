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
import { NoteMarks } from './note-marks.tsx';

type Cell = ICellRendererParams<EventRow>;

const words = text.workspace.grid;
const CELL_CHARS = 400;
/** A pause worth seeing among events that come close together. */
const LONG_GAP_SECONDS = 60;

export const MARKS_COLUMN = 'marks';

/** @param dimsRepeats whether the first of several alike says how many there are */
export function columnDefs(columns: readonly Column[], zone: string, dimsRepeats: boolean): ColDef<EventRow>[] {
  return [marksColumn(), ...columns.map((column) => columnDef(column, zone, dimsRepeats))];
}

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

function columnDef({ field, widthPx, isPinned }: Column, zone: string, dimsRepeats: boolean): ColDef<EventRow> {
  return {
    colId: field,
    headerName: headerOf(field, zone),
    width: widthPx,
    minWidth: 48,
    pinned: isPinned ? 'left' : null,
    cellRenderer: rendererOf(field, zone, dimsRepeats),
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

function rendererOf(field: string, zone: string, dimsRepeats: boolean): (cell: Cell) => React.ReactNode {
  if (field === 'timestamp')
    return ({ data }) => (data === undefined ? words.loading : <TimeCell row={data} zone={zone} />);
  if (field === 'gap')
    return ({ data }) => (data === undefined ? null : <GapCell row={data} dimsRepeats={dimsRepeats} />);
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

function GapCell({
  row: { gapSeconds, isRepeat, runLength, runGoesOn },
  dimsRepeats,
}: {
  row: EventRow;
  dimsRepeats: boolean;
}) {
  const isLong = gapSeconds !== null && gapSeconds >= LONG_GAP_SECONDS;
  return (
    <>
      {dimsRepeats && (runLength > 1 || runGoesOn) && (
        <span className={styles.run} title={words.runTitle(runLength, runGoesOn)}>
          {words.run(runLength, runGoesOn)}
        </span>
      )}
      {gapSeconds !== null && (
        <span className={isLong ? styles.longGap : isRepeat ? styles.none : undefined}>
          {gapSeconds === 0 ? words.sameTime : shortDuration(gapSeconds)}
        </span>
      )}
    </>
  );
}
