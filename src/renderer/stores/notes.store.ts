/**
 * What people noted about events on screen: stars, tags, comments. Asked for the rows that show, kept until they change.
 *
 * The truth is the case log; after every act the events concerned are asked for again.
 */
import { create } from 'zustand';
import type { OutputOf, RawInputOf } from '../../shared/contract/index.ts';
import { call } from '../api/host.ts';
import { queryClient } from '../api/query-client.ts';

export type Note = OutputOf<'annotation.list'>[number];
type Act = Omit<RawInputOf<'annotation.add'>, 'handle'>;

/** Rows asked for in one call, and notes kept: far more than a screen holds. */
const MAX_ASKED = 10_000;
const MAX_KEPT = 50_000;

interface NotesState {
  /** By seq; null: asked, and nothing is noted. */
  notes: ReadonlyMap<number, Note | null>;
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
      const answers = await call('annotation.list', { handle, seqs: asked });
      // Others may have asked meanwhile: what they brought stays.
      const known = new Map(get().notes.size > MAX_KEPT ? [] : get().notes);
      for (const seq of asked) known.set(seq, null);
      for (const note of answers) known.set(note.seq, note);
      set({ notes: known });
    }
  };
  /** @param seqs the events an act was about; absent: any of those known */
  const refresh = async (handle: string, seqs: readonly number[] = [...get().notes.keys()]): Promise<void> => {
    await ask(handle, seqs);
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
    done: [],
    undone: [],
    load: async (handle, seqs) => {
      const { notes } = get();
      const unknown = seqs.filter((seq) => !notes.has(seq));
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
    clear: () => set({ notes: new Map(), done: [], undone: [] }),
  };
});

export const useNote = (seq: number): Note | undefined => useNotes((state) => state.notes.get(seq) ?? undefined);

export const notesNow = (): NotesState => useNotes.getState();
