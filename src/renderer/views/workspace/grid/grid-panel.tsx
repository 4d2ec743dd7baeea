/** The grid with its head: order, columns, slices of a long result; and what to say where nothing matches. */
import type { GridApi } from 'ag-grid-community';
import { ArrowDownWideNarrow, ArrowUpNarrowWide, SearchX } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { useDisplayZone } from '../../../stores/case-settings.store.ts';
import { notesNow } from '../../../stores/notes.store.ts';
import { tabsNow, useTab, useTabs } from '../../../stores/tabs.store.ts';
import type { TabContents } from '../../../stores/workspace.store.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { WithTooltip } from '../../../ui/tooltip.tsx';
import { partsNow } from '../parts.store.ts';
import { askedOf, type Question, useTotal } from '../question.ts';
import { ColumnChooser } from './column-chooser.tsx';
import { type CellPlace, EventGrid } from './event-grid.tsx';
import type { EventRow } from './event-row.ts';
import { FoldBar } from './fold/fold-bar.tsx';
import { useFolds } from './fold/use-folds.ts';
import { cursorOf } from './grid-cursor.ts';
import styles from './grid-panel.module.css';
import { isWhole, nextSlice, previousSlice, type Slice, sliceAround } from './grid-slice.ts';
import { type RowPlaces, slicePlaces } from './row-places.ts';
import { createRowSource } from './row-source.ts';
import { SliceBar } from './slice-bar.tsx';
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
  const zone = useDisplayZone();
  const isActive = useTabs(({ activeId }) => activeId === tabId);
  const order = useTab(tabId, (tab) => tab.order);
  const foldsRepeats = useTab(tabId, (tab) => tab.foldsRepeats);
  // Its head is about this tab, whichever is worked in.
  const change = (changes: Partial<TabContents>): void => tabsNow().update(tabId, changes);
  const [chosen, setChosen] = useState<{ asked: string; slice: Slice }>();
  const [failed, setFailed] = useState<{ asked: string; error: unknown }>();
  const [api, setApi] = useState<GridApi<EventRow>>();

  const { total, error: countError } = useTotal(question);
  // Another question begins at its first row again, and has not failed yet.
  const asked = JSON.stringify([question, order]);
  const [firstAsked] = useState(asked);
  const kept = useStart(tabId);
  const start = asked === firstAsked ? kept : null;
  const slice =
    chosen?.asked === asked ? chosen.slice : total === undefined ? undefined : sliceAround(start?.topRow ?? 0, total);
  const failure = failed?.asked === asked ? failed.error : undefined;
  const setFailure = useCallback((error: unknown) => setFailed({ asked, error }), [asked]);

  const onRows = useCallback(
    (rows: readonly EventRow[]) => {
      void notesNow().load(
        question.handle,
        rows.map(({ event }) => event.seq),
      );
      // The grid takes the rows over right after this.
      setTimeout(() => partsNow().cursors.get(tabId)?.take());
    },
    [question.handle, tabId],
  );

  const folded = useFolds({ tabId, isOn: foldsRepeats, api, question, order, onRows, onError: setFailure });
  const firstIndex = slice?.first ?? 0;
  const plain = useMemo(
    () => createRowSource({ question, order, firstIndex, onRows, onError: setFailure }),
    [question, order, firstIndex, onRows, setFailure],
  );
  const sliceCount = slice?.count;
  const sliced = useMemo(
    () =>
      sliceCount === undefined || total === undefined
        ? undefined
        : slicePlaces(firstIndex, sliceCount, (place) => setChosen({ asked, slice: sliceAround(place, total) })),
    [asked, firstIndex, sliceCount, total],
  );
  const places = folded?.places ?? sliced;

  const place = useKeptPlace(start, { tabId, isActive, api, total, places });
  // Whoever is taken elsewhere is not to be taken back.
  const placesElsewhere = useMemo<RowPlaces | undefined>(
    () =>
      places && {
        ...places,
        bring: (at) => {
          place.leaveTop();
          places.bring(at);
        },
      },
    [places, place],
  );
  useRevealedRow({ isActive, api, question, order, total, places: placesElsewhere });
  useTimeLock({ tabId, isActive, api, question, order, total, places: placesElsewhere });
  const going = (go: () => void) => (): void => {
    place.letGo();
    go();
  };

  const apiNow = useRef<GridApi<EventRow>>(undefined);
  // There before the grid is: what is pressed meanwhile counts.
  useLayoutEffect(() => {
    partsNow().setCursor(tabId, cursorOf({ tabId, api: () => apiNow.current, kept: place }));
    return () => partsNow().setCursor(tabId, undefined);
  }, [tabId, place]);
  useEffect(() => {
    apiNow.current = api;
  }, [api]);
  const onCursor = useCallback(
    (row: number, seq: number | null) => {
      // What is to stand there is known: it is taken when the row has come.
      if (place.waitingRow() === row) return;
      place.letGo();
      // A row that is still read has no event yet: acts must not meet the one before.
      tabsNow().update(tabId, { focusedSeq: seq });
    },
    [place, tabId],
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
        <WithTooltip text={text.workspace.folds.same}>
          <Switch isSelected={foldsRepeats} onChange={(folds) => change({ foldsRepeats: folds })}>
            {words.fold}
          </Switch>
        </WithTooltip>
        {folded?.state !== undefined && (
          <FoldBar
            state={folded.state}
            total={total}
            onEarlier={going(folded.onEarlier)}
            onLater={going(folded.onLater)}
          />
        )}
        {folded === undefined && slice !== undefined && total !== undefined && !isWhole(slice, total) && (
          <SliceBar
            label={words.slice(countText(slice.first + 1), countText(slice.first + slice.count), countText(total))}
            onEarlier={
              slice.first === 0 ? undefined : going(() => setChosen({ asked, slice: previousSlice(slice, total) }))
            }
            onLater={
              slice.first + slice.count >= total
                ? undefined
                : going(() => setChosen({ asked, slice: nextSlice(slice, total) }))
            }
          />
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
          source={folded?.source ?? plain}
          asked={JSON.stringify([askedOf(question), order, folded?.source.map.firstOffset])}
          isFolding={foldsRepeats}
          rowCount={folded === undefined ? sliceCount : undefined}
          zone={zone}
          onCursor={onCursor}
          onMenu={onMenu}
          onOpen={onOpen}
          onReady={setApi}
        />
      </div>
    </section>
  );
}
