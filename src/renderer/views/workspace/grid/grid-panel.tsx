/** The grid with its head: order, columns, slices of a long result; and what to say where nothing matches. */
import { useQuery } from '@tanstack/react-query';
import type { GridApi } from 'ag-grid-community';
import { ArrowDownWideNarrow, ArrowUpNarrowWide, SearchX } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { call } from '../../../api/host.ts';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { notesNow } from '../../../stores/notes.store.ts';
import { useDisplayZone } from '../../../stores/case-settings.store.ts';
import { useWorkspace, workspaceNow } from '../../../stores/workspace.store.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { WithTooltip } from '../../../ui/tooltip.tsx';
import { askedOf, type Question } from '../question.ts';
import { afterRows } from '../rows-first.ts';
import { partsNow } from '../parts.store.ts';
import { ColumnChooser } from './column-chooser.tsx';
import { type CellPlace, EventGrid } from './event-grid.tsx';
import type { EventRow } from './event-row.ts';
import { FoldBar } from './fold/fold-bar.tsx';
import { useFolds } from './fold/use-folds.ts';
import { cursorOf } from './grid-cursor.ts';
import styles from './grid-panel.module.css';
import { isWhole, nextSlice, previousSlice, type Slice, sliceAround } from './grid-slice.ts';
import { createRowSource } from './row-source.ts';
import { SliceBar } from './slice-bar.tsx';
import { type RowPlaces, useRevealedRow } from './use-revealed-row.ts';

const words = text.workspace.grid;

interface GridPanelProps {
  question: Question;
  onTotal: (total: number | undefined) => void;
  onMenu: (place: CellPlace) => void;
  onOpen: () => void;
}

export function GridPanel({ question, onTotal, onMenu, onOpen }: GridPanelProps) {
  const zone = useDisplayZone();
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
  const setFailure = useCallback((error: unknown) => setFailed({ asked, error }), [asked]);

  const onRows = useCallback(
    (rows: readonly EventRow[]) => {
      void notesNow().load(
        question.handle,
        rows.map(({ event }) => event.seq),
      );
      // The grid takes the rows over right after this.
      setTimeout(() => partsNow().cursor?.take());
    },
    [question.handle],
  );

  const folded = useFolds({ isOn: foldsRepeats, api, question, order, onRows, onError: setFailure });
  const firstIndex = slice?.first ?? 0;
  const plain = useMemo(
    () => createRowSource({ question, order, firstIndex, onRows, onError: setFailure }),
    [question, order, firstIndex, onRows, setFailure],
  );
  const sliceCount = slice?.count;
  const slicePlaces = useMemo<RowPlaces | undefined>(() => {
    if (sliceCount === undefined || total === undefined) return undefined;
    return {
      rowOf: (place) => (place >= firstIndex && place < firstIndex + sliceCount ? place - firstIndex : undefined),
      bring: (place) => setChosen({ asked, slice: sliceAround(place, total) }),
    };
  }, [asked, firstIndex, sliceCount, total]);
  useRevealedRow({ api, question, order, total, places: folded?.places ?? slicePlaces });

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
        <WithTooltip text={text.workspace.folds.same}>
          <Switch isSelected={foldsRepeats} onChange={setFoldsRepeats}>
            {words.fold}
          </Switch>
        </WithTooltip>
        {folded?.state !== undefined && (
          <FoldBar state={folded.state} total={total} onEarlier={folded.onEarlier} onLater={folded.onLater} />
        )}
        {folded === undefined && slice !== undefined && total !== undefined && !isWhole(slice, total) && (
          <SliceBar
            label={words.slice(countText(slice.first + 1), countText(slice.first + slice.count), countText(total))}
            onEarlier={slice.first === 0 ? undefined : () => setSlice(previousSlice(slice, total))}
            onLater={slice.first + slice.count >= total ? undefined : () => setSlice(nextSlice(slice, total))}
          />
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
          source={folded?.source ?? plain}
          asked={JSON.stringify([askedOf(question), order, folded?.source.map.firstOffset])}
          isFolding={foldsRepeats}
          rowCount={folded === undefined ? sliceCount : undefined}
          zone={zone}
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

const keepCursor = (api: GridApi<EventRow>): void => partsNow().setCursor(cursorOf(api));
