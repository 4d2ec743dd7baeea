/** The folded rows of a question: their source for the grid, and which stretch of the result they are. */
import type { GridApi } from 'ag-grid-community';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { call } from '../../../../api/host.ts';
import { partsNow } from '../../parts.store.ts';
import { askedOf, type Question } from '../../question.ts';
import { noteRows } from '../../rows-first.ts';
import type { EventRow, EventRun } from '../event-row.ts';
import { cursorColumn } from '../put-cursor.ts';
import type { RowPlaces } from '../row-places.ts';
import type { Folds } from './fold-acts.ts';
import { createFoldSource, type FoldSource, type FoldState } from './fold-source.ts';
import { type FoldAt, stretchStart } from './stretch-start.ts';

/** How far a step back goes, in events. */
const EARLIER_EVENTS = 5_000;

interface FoldOptions {
  tabId: number;
  isOn: boolean;
  api: GridApi<EventRow> | undefined;
  question: Question;
  order: 'newest' | 'oldest';
  onRows: (rows: readonly EventRow[]) => void;
  onError: (error: unknown) => void;
}

export interface FoldedGrid {
  source: FoldSource;
  /** Undefined until the first rows are there. */
  state: FoldState | undefined;
  places: RowPlaces;
  onEarlier: () => void;
  onLater: () => void;
}

/** @returns undefined where repeats are not folded */
export function useFolds({ tabId, isOn, api, question, order, onRows, onError }: FoldOptions): FoldedGrid | undefined {
  const asked = JSON.stringify([question, order]);
  const [begun, setBegun] = useState<{ asked: string; offset: number }>();
  const firstOffset = begun?.asked === asked ? begun.offset : 0;
  const [told, setTold] = useState<{ source: FoldSource; state: FoldState }>();
  const grid = useRef(api);
  useEffect(() => {
    grid.current = api;
  }, [api]);

  const foldAt = useCallback<FoldAt>(
    async (input) => {
      const page = await call('search.fold', { ...askedOf(question), order, ...input });
      noteRows(question);
      return page;
    },
    [question, order],
  );
  const source = useMemo(() => {
    if (!isOn) return undefined;
    const made: FoldSource = createFoldSource({
      firstOffset,
      order,
      foldAt,
      eventsAt: async (offset, limit) => {
        const { events } = await call('search.run', { ...askedOf(question), order, offset, limit, wantTotal: false });
        return events;
      },
      onRows,
      onError: (error) => {
        noteRows(question);
        onError(error);
      },
      onChange: (isStale) => {
        const state = made.state();
        if (isStale) refresh(grid.current, state);
        setTold({ source: made, state });
      },
    });
    return made;
  }, [isOn, firstOffset, order, foldAt, question, onRows, onError]);
  const state = told !== undefined && told.source === source ? told.state : undefined;

  useEffect(() => {
    if (source === undefined || api === undefined) return undefined;
    partsNow().setFolds(tabId, foldsOf(source, api));
    return () => partsNow().setFolds(tabId, undefined);
  }, [tabId, source, api]);

  const beginAt = useCallback(
    (place: number): void => {
      stretchStart(place, foldAt).then((offset) => setBegun({ asked, offset }), onError);
    },
    [asked, foldAt, onError],
  );
  const looked = useRef<{ source: FoldSource; offset: number }>(undefined);
  const places = useMemo<RowPlaces>(
    () => ({
      rowOf: (offset) => source?.map.rowOf(offset),
      placeAt: (row) => source?.map.rowAt(row)?.offset,
      bringNear: (offset) => source !== undefined && bringHere(source, offset, grid.current),
      bring: (offset) => {
        if (source === undefined || bringHere(source, offset, grid.current)) return;
        // Once: the search for the beginning of a long run is under way.
        if (looked.current?.source === source && looked.current.offset === offset) return;
        looked.current = { source, offset };
        beginAt(offset);
      },
    }),
    // What the source knows changes with its state.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [source, state, beginAt],
  );
  if (source === undefined) return undefined;
  return {
    source,
    state,
    places,
    onEarlier: () => beginAt(Math.max(0, firstOffset - EARLIER_EVENTS)),
    onLater: () => setBegun({ asked, offset: source.state().endOffset }),
  };
}

/** Within the stretch, or near its end. @returns false: it is too far */
function bringHere(source: FoldSource, offset: number, api: GridApi<EventRow> | undefined): boolean {
  if (source.map.rowOf(offset) === undefined) return source.bring(offset);
  // The grid knows only how far it was scrolled.
  setRowCount(api, source.state());
  return true;
}

function refresh(api: GridApi<EventRow> | undefined, state: FoldState): void {
  setRowCount(api, state);
  if (api?.isDestroyed() === false) api.refreshInfiniteCache();
}

function setRowCount(api: GridApi<EventRow> | undefined, { rowCount, isEnd, isFull }: FoldState): void {
  if (api === undefined || api.isDestroyed()) return;
  const isKnown = isEnd || isFull;
  // One more, that is read when somebody looks at it.
  api.setRowCount(isKnown ? rowCount : rowCount + 1, isKnown);
}

function foldsOf(source: FoldSource, api: GridApi<EventRow>): Folds {
  const toggle = (run: EventRun): boolean => {
    if (!source.toggle(run)) return false;
    const head = source.map.rowOf(run.offset);
    const column = cursorColumn(api);
    // The cursor goes where the run is; a row inside is no longer there.
    if (head !== undefined && column !== undefined) {
      api.ensureIndexVisible(head);
      api.setFocusedCell(head, column);
    }
    return true;
  };
  return {
    toggle,
    isOpen: source.map.isOpen,
    toggleFocused: () => {
      const cell = api.isDestroyed() ? null : api.getFocusedCell();
      // Also of a row whose event is still read.
      const row = cell === null ? undefined : source.map.rowAt(cell.rowIndex);
      return row !== undefined && toggle(row.run);
    },
    foldedRun: (seq) => {
      const run = source.map.runOfHead(seq);
      return run === undefined || source.map.isOpen(run) || (run.count === 1 && !run.goesOn) ? undefined : run;
    },
  };
}
