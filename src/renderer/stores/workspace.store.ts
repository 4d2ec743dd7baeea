/**
 * What the workspace shows: the question, the scope it is asked of, the stretch on screen, the rows chosen.
 *
 * Scope filters: counts, facets, grid and exports keep to it. Zoom only looks closer: it changes the charts and nothing
 * else. Both have their own undo.
 */
import { create } from 'zustand';

/** Half-open [fromUs, toUs), microseconds since the epoch. */
export interface TimeSpan {
  fromUs: number;
  toUs: number;
}

/** A value taken in or left out by a click: shown as a chip, joined to the query. */
export interface Filter {
  field: string;
  value: string;
  mode: 'include' | 'exclude';
}

export type Order = 'newest' | 'oldest';

export interface Column {
  field: string;
  widthPx: number;
  isPinned: boolean;
}

/** The part that a saved view keeps and a tab holds. */
export interface ViewState {
  query: string;
  filters: readonly Filter[];
  scope: TimeSpan | null;
  order: Order;
  columns: readonly Column[];
  /** Field of the lanes under the histogram; null: no lanes. */
  laneField: string | null;
  foldsRepeats: boolean;
}

/** Where a grid stands: rows by their place in the whole result, from 0, whether or not repeats are folded. */
export interface GridPlace {
  topRow: number;
  cursorRow: number | null;
  /** Rows of the grid that the cursor was moved by since, before they were there. */
  steps?: number;
  /** Field of the cell with the cursor. */
  column: string | null;
  /** The keyboard was sent to the rows before they were there. */
  takesFocus?: boolean;
}

/** All that a tab holds: the question, and where one is in its answer. */
export interface TabContents extends ViewState {
  /** The query line as it stands, asked or not. */
  typed: string;
  zoom: TimeSpan | null;
  zoomHistory: readonly (TimeSpan | null)[];
  /** The row with the cursor, shown in the detail. */
  focusedSeq: number | null;
  selectedSeqs: ReadonlySet<number>;
  isDetailOpen: boolean;
  /** For the grid that comes next: the one on screen knows its own. */
  place: GridPlace | null;
}

interface WorkspaceState extends TabContents {
  setTyped: (typed: string) => void;
  setQuery: (query: string) => void;
  addFilter: (filter: Filter) => void;
  /** Takes out all others on the field. */
  onlyFilter: (filter: Filter) => void;
  removeFilter: (filter: Filter) => void;
  setScope: (scope: TimeSpan | null) => void;
  zoomTo: (zoom: TimeSpan | null) => void;
  undoZoom: () => void;
  setOrder: (order: Order) => void;
  setColumns: (columns: readonly Column[]) => void;
  setLaneField: (field: string | null) => void;
  setFoldsRepeats: (folds: boolean) => void;
  focus: (seq: number | null) => void;
  toggleSelected: (seq: number) => void;
  setSelected: (seqs: Iterable<number>) => void;
  setDetailOpen: (isOpen: boolean) => void;
  /** Takes over a saved view. */
  load: (view: ViewState) => void;
  reset: () => void;
}

/** Fields by the names that the query language takes; `gap` is made here. What is read first stays in sight beside an open event. */
export const DEFAULT_COLUMNS: readonly Column[] = [
  { field: 'timestamp', widthPx: 216, isPinned: true },
  { field: 'gap', widthPx: 72, isPinned: false },
  { field: 'severity', widthPx: 88, isPinned: false },
  { field: 'message', widthPx: 500, isPinned: false },
  { field: 'host', widthPx: 96, isPinned: false },
  { field: 'user', widthPx: 120, isPinned: false },
  { field: 'type', widthPx: 140, isPinned: false },
];

export const EMPTY_VIEW: ViewState = {
  query: '',
  filters: [],
  scope: null,
  order: 'newest',
  columns: DEFAULT_COLUMNS,
  laneField: null,
  foldsRepeats: false,
};

/** Closer looks remembered for the way back. */
const MAX_ZOOM_HISTORY = 50;

const isSame = (a: Filter, b: Filter): boolean => a.field === b.field && a.value === b.value;

export const EMPTY_CONTENTS: TabContents = {
  ...EMPTY_VIEW,
  typed: '',
  zoom: null,
  zoomHistory: [],
  focusedSeq: null,
  selectedSeqs: new Set<number>(),
  isDetailOpen: false,
  place: null,
};

/** What another question does not keep. */
const anew = (): Pick<TabContents, 'selectedSeqs' | 'place'> => ({ selectedSeqs: new Set(), place: null });

export const useWorkspace = create<WorkspaceState>()((set, get) => ({
  ...EMPTY_CONTENTS,
  setTyped: (typed) => set({ typed }),
  setQuery: (query) => set({ ...anew(), query, typed: query }),
  addFilter: (filter) =>
    set({ ...anew(), filters: [...get().filters.filter((each) => !isSame(each, filter)), filter] }),
  onlyFilter: (filter) =>
    set({ ...anew(), filters: [...get().filters.filter(({ field }) => field !== filter.field), filter] }),
  removeFilter: (filter) => set({ ...anew(), filters: get().filters.filter((each) => !isSame(each, filter)) }),
  setScope: (scope) => set({ ...anew(), scope, zoom: null, zoomHistory: [] }),
  zoomTo: (zoom) => set({ zoom, zoomHistory: [...get().zoomHistory, get().zoom].slice(-MAX_ZOOM_HISTORY) }),
  undoZoom: () => {
    const { zoomHistory } = get();
    if (zoomHistory.length > 0) set({ zoom: zoomHistory.at(-1) ?? null, zoomHistory: zoomHistory.slice(0, -1) });
  },
  setOrder: (order) => set({ order, place: null }),
  setColumns: (columns) => set({ columns }),
  setLaneField: (laneField) => set({ laneField }),
  setFoldsRepeats: (foldsRepeats) => set({ foldsRepeats }),
  focus: (focusedSeq) => set({ focusedSeq }),
  toggleSelected: (seq) => {
    const selectedSeqs = new Set(get().selectedSeqs);
    if (!selectedSeqs.delete(seq)) selectedSeqs.add(seq);
    set({ selectedSeqs });
  },
  setSelected: (seqs) => set({ selectedSeqs: new Set(seqs) }),
  setDetailOpen: (isDetailOpen) => set({ isDetailOpen }),
  load: (view) => set({ ...anew(), ...view, typed: view.query, zoom: null, zoomHistory: [] }),
  reset: () => set(EMPTY_CONTENTS),
}));

/** State and acts as they are now, without following them. */
export const workspaceNow = (): WorkspaceState => useWorkspace.getState();

/** Apart from the acts: to be kept, and taken up again by `setState`. */
export function contentsOf(state: TabContents): TabContents {
  const { query, filters, scope, order, columns, laneField, foldsRepeats } = state;
  const { typed, zoom, zoomHistory, focusedSeq, selectedSeqs, isDetailOpen, place } = state;
  const view: ViewState = { query, filters, scope, order, columns, laneField, foldsRepeats };
  return { ...view, typed, zoom, zoomHistory, focusedSeq, selectedSeqs, isDetailOpen, place };
}
