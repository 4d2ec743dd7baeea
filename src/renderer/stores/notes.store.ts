/**
 * What people noted about events on screen: stars, tags, comments. Asked for the rows that show, kept until they change.
 *
 * The truth is the case log; after every act the events concerned are asked for again.
 */
import { create } from 'zustand';
import type { OutputOf, RawInputOf } from '../../shared/contract/index.ts';
import { call } from '../api/host.ts';
import { queryClient } from '../api/query-client.ts';
import { keepRecent } from './keep-recent.ts';

export type Note = OutputOf<'annotation.list'>[number];
type Act = Omit<RawInputOf<'annotation.add'>, 'handle'>;

/** Rows asked for in one call. */
const MAX_ASKED = 10_000;
/** More than the grids of both halves keep rows: what is on screen is never among the forgotten. */
const MAX_KEPT = 20_000;

interface NotesState {
  /** By seq, last asked last; null: asked, and nothing is noted. One map, changed in place: select what is in it. */
  notes: Map<number, Note | null>;
  /** Changes with what is in the map. */
  version: number;
  /** Records of this session that can be undone, and that were undone and can be done again. */
  done: readonly number[];
  undone: readonly number[];
  load: (handle: string, seqs: readonly number[]) => Promise<void>;
  act: (handle: string, act: Act) => Promise<number>;
  undo: (handle: string) => Promise<boolean>;
  redo: (handle: string) => Promise<boolean>;
  clear: () => void;
}

export const useNotes = create<NotesState>()((set, get) => {
  const ask = async (handle: string, seqs: readonly number[]): Promise<void> => {
    for (let at = 0; at < seqs.length; at += MAX_ASKED) {
      const asked = seqs.slice(at, at + MAX_ASKED);
      const { notes } = get();
      const answers = await call('annotation.list', { handle, seqs: asked });
      // The case was locked meanwhile.
      if (get().notes !== notes) return;
      keepRecent(
        notes,
        [...asked.map((seq) => [seq, null] as const), ...answers.map((note) => [note.seq, note] as const)],
        MAX_KEPT,
      );
      set({ version: get().version + 1 });
    }
  };
  /** @param seqs the events an act was about; absent: any of those known */
  const refresh = async (handle: string, seqs: readonly number[] = [...get().notes.keys()]): Promise<void> => {
    const { notes } = get();
    // Of many, those that may be on screen: the others would put these out.
    await ask(handle, seqs.length <= MAX_ASKED ? seqs : seqs.filter((seq) => notes.has(seq)));
    await queryClient.invalidateQueries({ queryKey: [handle, 'annotation'] });
  };
  const undoLast = async (handle: string, from: 'done' | 'undone', to: 'done' | 'undone'): Promise<boolean> => {
    const recordSeq = get()[from].at(-1);
    if (recordSeq === undefined) return false;
    const undo = await call('annotation.undo', { handle, recordSeq });
    set({ [from]: get()[from].slice(0, -1), [to]: [...get()[to], undo.recordSeq] });
    await refresh(handle);
    return true;
  };
  return {
    notes: new Map(),
    version: 0,
    done: [],
    undone: [],
    load: async (handle, seqs) => {
      const { notes } = get();
      const unknown = seqs.filter((seq) => !notes.has(seq));
      const known = seqs.filter((seq) => notes.has(seq));
      keepRecent(
        notes,
        known.map((seq) => [seq, notes.get(seq) ?? null] as const),
        MAX_KEPT,
      );
      if (unknown.length > 0) await ask(handle, unknown);
    },
    act: async (handle, act) => {
      const { recordSeq, targetCount } = await call('annotation.add', { handle, ...act });
      set({ done: [...get().done, recordSeq], undone: [] });
      await refresh(handle, act.seqs);
      return targetCount;
    },
    undo: (handle) => undoLast(handle, 'done', 'undone'),
    redo: (handle) => undoLast(handle, 'undone', 'done'),
    clear: () => set({ notes: new Map(), version: get().version + 1, done: [], undone: [] }),
  };
});

export const useNote = (seq: number): Note | undefined => useNotes((state) => state.notes.get(seq) ?? undefined);

export const notesNow = (): NotesState => useNotes.getState();
