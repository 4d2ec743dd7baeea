/** The grid with its head: order, columns, slices of a long result; and what to say where nothing matches. */
import { useQuery } from '@tanstack/react-query';
import type { GridApi } from 'ag-grid-community';
import { ArrowDownWideNarrow, ArrowUpNarrowWide, ChevronDown, ChevronUp, SearchX } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../../api/host.ts';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { notesNow } from '../../../stores/notes.store.ts';
import { useSettings } from '../../../stores/settings.store.ts';
import { useWorkspace, workspaceNow } from '../../../stores/workspace.store.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { askedOf, type Question } from '../question.ts';
import { afterRows } from '../rows-first.ts';
import { partsNow } from '../parts.store.ts';
import { ColumnChooser } from './column-chooser.tsx';
import { type CellPlace, EventGrid } from './event-grid.tsx';
import type { EventRow } from './event-row.ts';
import styles from './grid-panel.module.css';
import { useRevealedRow } from './use-revealed-row.ts';
import { isWhole, nextSlice, previousSlice, type Slice, sliceAround } from './grid-slice.ts';

const words = text.workspace.grid;

/** Moves the cursor of the grid from outside: commands, citations. */
export interface GridCursor {
  move: (rows: number) => void;
  focusGrid: () => void;
  /** Takes the event of the row with the cursor, where it was not there yet when the cursor came. */
  take: () => void;
}

interface GridPanelProps {
  question: Question;
  onTotal: (total: number | undefined) => void;
  onMenu: (place: CellPlace) => void;
  onOpen: () => void;
}

export function GridPanel({ question, onTotal, onMenu, onOpen }: GridPanelProps) {
  const zone = useSettings((state) => state.displayZone);
  const order = useWorkspace((state) => state.order);
  const foldsRepeats = useWorkspace((state) => state.foldsRepeats);
  const { setOrder, setFoldsRepeats } = workspaceNow();
  const [chosen, setChosen] = useState<{ asked: string; slice: Slice }>();
  const [failed, setFailed] = useState<{ asked: string; error: unknown }>();

  const counted = useQuery({
    queryKey: [question.handle, 'search.run', 'total', question],
    queryFn: () => afterRows(question, () => call('search.run', { ...askedOf(question), limit: 0, wantTotal: true })),
  });
  const total = counted.data?.total ?? undefined;
  useEffect(() => onTotal(total), [onTotal, total]);
  // Another question begins at its first row again, and has not failed yet.
  const asked = JSON.stringify([question, order]);
  const slice = chosen?.asked === asked ? chosen.slice : total === undefined ? undefined : sliceAround(0, total);
  const failure = failed?.asked === asked ? failed.error : undefined;
  const setSlice = (next: Slice): void => setChosen({ asked, slice: next });
  const [api, setApi] = useState<GridApi<EventRow>>();
  const arrive = useRevealedRow({ api, question, order, total, slice, onSlice: setSlice });
  const setFailure = useCallback((error: unknown) => setFailed({ asked, error }), [asked]);

  const arrived = useRef(arrive);
  useEffect(() => {
    arrived.current = arrive;
  }, [arrive]);
  const onRows = useCallback(
    (rows: readonly EventRow[]) => {
      void notesNow().load(
        question.handle,
        rows.map(({ event }) => event.seq),
      );
      // The grid takes the rows over right after this.
      setTimeout(() => {
        partsNow().cursor?.take();
        arrived.current();
      });
    },
    [question.handle],
  );

  return (
    <section className={styles.panel} aria-label={words.label}>
      <header className={styles.head}>
        <Button
          variant="quiet"
          icon={order === 'newest' ? <ArrowDownWideNarrow size={14} /> : <ArrowUpNarrowWide size={14} />}
          onPress={() => setOrder(order === 'newest' ? 'oldest' : 'newest')}
        >
          {words.order[order]}
        </Button>
        <ColumnChooser handle={question.handle} logSize={question.logSize} />
        <Switch isSelected={foldsRepeats} onChange={setFoldsRepeats}>
          {words.fold}
        </Switch>
        {slice !== undefined && total !== undefined && !isWhole(slice, total) && (
          <SliceBar slice={slice} total={total} onSlice={setSlice} />
        )}
      </header>
      {counted.error !== null && <ErrorBanner error={counted.error} />}
      {failure !== undefined && <ErrorBanner error={failure} />}
      {total === 0 && (
        <EmptyState icon={<SearchX size={28} />} title={words.empty}>
          {words.emptyHint}
        </EmptyState>
      )}
      <div className={total === 0 ? styles.gone : styles.rows}>
        <EventGrid
          question={question}
          firstIndex={slice?.first ?? 0}
          rowCount={slice?.count}
          zone={zone}
          onRows={onRows}
          onError={setFailure}
          onMenu={onMenu}
          onOpen={onOpen}
          onReady={(ready) => {
            keepCursor(ready);
            setApi(ready);
          }}
        />
      </div>
    </section>
  );
}

interface SliceBarProps {
  slice: Slice;
  total: number;
  onSlice: (slice: Slice) => void;
}

function SliceBar({ slice, total, onSlice }: SliceBarProps) {
  const last = slice.first + slice.count;
  return (
    <span className={styles.slices}>
      {words.slice(countText(slice.first + 1), countText(last), countText(total))}
      <IconButton
        label={words.earlierRows}
        icon={<ChevronUp size={15} />}
        size="small"
        isDisabled={slice.first === 0}
        onPress={() => onSlice(previousSlice(slice, total))}
      />
      <IconButton
        label={words.laterRows}
        icon={<ChevronDown size={15} />}
        size="small"
        isDisabled={last >= total}
        onPress={() => onSlice(nextSlice(slice, total))}
      />
    </span>
  );
}

const keepCursor = (api: GridApi<EventRow>): void => partsNow().setCursor(cursorOf(api));

function cursorOf(api: GridApi<EventRow>): GridCursor {
  const focusRow = (index: number): void => {
    const column = api.getFocusedCell()?.column ?? api.getAllDisplayedColumns()[1];
    if (column === undefined || index < 0 || index >= api.getDisplayedRowCount()) return;
    api.ensureIndexVisible(index);
    api.setFocusedCell(index, column);
    // The grid tells of it later; a key pressed right after must already meet this event.
    workspaceNow().focus(api.getDisplayedRowAtIndex(index)?.data?.event.seq ?? null);
  };
  return {
    move: (rows) => {
      if (api.isDestroyed()) return;
      const now = api.getFocusedCell()?.rowIndex ?? -1;
      focusRow(Math.min(Math.max(0, now + rows), api.getDisplayedRowCount() - 1));
    },
    take: () => {
      if (api.isDestroyed() || workspaceNow().focusedSeq !== null) return;
      const index = api.getFocusedCell()?.rowIndex;
      const row = index === undefined ? undefined : api.getDisplayedRowAtIndex(index)?.data;
      if (row !== undefined) workspaceNow().focus(row.event.seq);
    },
    focusGrid: () => {
      if (!api.isDestroyed()) focusRow(api.getFocusedCell()?.rowIndex ?? 0);
    },
  };
}
