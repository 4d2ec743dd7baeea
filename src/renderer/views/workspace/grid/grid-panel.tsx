/** The grid with its head: order, columns, slices of a long result; and what to say where nothing matches. */
import type { GridApi } from 'ag-grid-community';
import { ArrowDownWideNarrow, ArrowUpNarrowWide, ChevronDown, ChevronUp, SearchX } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { notesNow } from '../../../stores/notes.store.ts';
import { useSettings } from '../../../stores/settings.store.ts';
import { tabsNow, useTab, useTabs } from '../../../stores/tabs.store.ts';
import type { TabContents } from '../../../stores/workspace.store.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { type Question, useTotal } from '../question.ts';
import { partsNow } from '../parts.store.ts';
import { ColumnChooser } from './column-chooser.tsx';
import { type CellPlace, EventGrid } from './event-grid.tsx';
import type { EventRow } from './event-row.ts';
import styles from './grid-panel.module.css';
import { cursorOf } from './grid-cursor.ts';
import { isWhole, nextSlice, previousSlice, type Slice, sliceAround } from './grid-slice.ts';
import { useKeptPlace, useStart } from './use-kept-place.ts';
import { useRevealedRow } from './use-revealed-row.ts';
import { useTimeLock } from './use-time-lock.ts';

const words = text.workspace.grid;

interface GridPanelProps {
  tabId: number;
  question: Question;
  /** Before and after what stands in the head of every grid. */
  title?: ReactNode;
  controls?: ReactNode;
  onMenu: (place: CellPlace) => void;
  onOpen: () => void;
}

/** Of one tab for good: another tab has another grid, and this one is put back where it stood when its tab comes again. */
export function GridPanel({ tabId, question, title, controls, onMenu, onOpen }: GridPanelProps) {
  const zone = useSettings((state) => state.displayZone);
  const isActive = useTabs(({ activeId }) => activeId === tabId);
  const order = useTab(tabId, (tab) => tab.order);
  const foldsRepeats = useTab(tabId, (tab) => tab.foldsRepeats);
  // Its head is about this tab, whichever is worked in.
  const change = (changes: Partial<TabContents>): void => tabsNow().update(tabId, changes);
  const [chosen, setChosen] = useState<{ asked: string; slice: Slice }>();
  const [failed, setFailed] = useState<{ asked: string; error: unknown }>();

  const { total, error: countError } = useTotal(question);
  // Another question begins at its first row again, and has not failed yet.
  const asked = JSON.stringify([question, order]);
  const [firstAsked] = useState(asked);
  const kept = useStart(tabId);
  const start = asked === firstAsked ? kept : null;
  const slice =
    chosen?.asked === asked ? chosen.slice : total === undefined ? undefined : sliceAround(start?.topRow ?? 0, total);
  const failure = failed?.asked === asked ? failed.error : undefined;
  const setSlice = (next: Slice): void => setChosen({ asked, slice: next });
  const [api, setApi] = useState<GridApi<EventRow>>();
  const arrive = useRevealedRow({ isActive, api, question, order, total, slice, onSlice: setSlice });
  useTimeLock({ tabId, isActive, api, question, order, total, slice, onSlice: setSlice });
  const place = useKeptPlace(start, { tabId, isActive, api, slice });
  const setFailure = useCallback((error: unknown) => setFailed({ asked, error }), [asked]);

  const apiNow = useRef<GridApi<EventRow>>(undefined);
  const arrived = useRef(() => undefined as void);
  useEffect(() => {
    arrived.current = () => {
      place.resume();
      arrive();
    };
  }, [arrive, place]);
  // There before the grid is: what is pressed meanwhile counts.
  useLayoutEffect(() => {
    partsNow().setCursor(tabId, cursorOf({ tabId, api: () => apiNow.current, kept: place.kept }));
    return () => partsNow().setCursor(tabId, undefined);
  }, [tabId, place.kept]);
  useEffect(() => {
    apiNow.current = api;
  }, [api]);

  const onRows = useCallback(
    (rows: readonly EventRow[]) => {
      void notesNow().load(
        question.handle,
        rows.map(({ event }) => event.seq),
      );
      // The grid takes the rows over right after this.
      setTimeout(() => {
        partsNow().cursors.get(tabId)?.take();
        arrived.current();
      });
    },
    [question.handle, tabId],
  );
  const onCursor = useCallback(
    (row: number, seq: number | null) => {
      // What is to stand there is known: it is taken when the row has come.
      if (place.kept.waitingRow() === row) return;
      place.kept.letGo();
      // A row that is still read has no event yet: acts must not meet the one before.
      tabsNow().update(tabId, { focusedSeq: seq });
    },
    [place.kept, tabId],
  );

  return (
    <section className={styles.panel} aria-label={words.label}>
      <header className={styles.head}>
        {title}
        <Button
          variant="quiet"
          icon={order === 'newest' ? <ArrowDownWideNarrow size={14} /> : <ArrowUpNarrowWide size={14} />}
          onPress={() => change({ order: order === 'newest' ? 'oldest' : 'newest', place: null })}
        >
          {words.order[order]}
        </Button>
        <ColumnChooser tabId={tabId} handle={question.handle} logSize={question.logSize} />
        <Switch isSelected={foldsRepeats} onChange={(folds) => change({ foldsRepeats: folds })}>
          {words.fold}
        </Switch>
        {slice !== undefined && total !== undefined && !isWhole(slice, total) && (
          <SliceBar slice={slice} total={total} onSlice={setSlice} />
        )}
        {controls}
      </header>
      {countError !== null && <ErrorBanner error={countError} />}
      {failure !== undefined && <ErrorBanner error={failure} />}
      {total === 0 && (
        <EmptyState icon={<SearchX size={28} />} title={words.empty}>
          {words.emptyHint}
        </EmptyState>
      )}
      <div className={total === 0 ? styles.gone : styles.rows}>
        <EventGrid
          tabId={tabId}
          question={question}
          firstIndex={slice?.first ?? 0}
          rowCount={slice?.count}
          zone={zone}
          onRows={onRows}
          onError={setFailure}
          onCursor={onCursor}
          onMenu={onMenu}
          onOpen={onOpen}
          onReady={setApi}
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
