/**
 * Acts on events as a person takes them: refused with the reason, done with a word about it and a way back.
 *
 * Every act is one record of the case; a way back is another.
 */
import type { RawInputOf } from '../../../../shared/contract/index.ts';
import { errorToValue } from '../../../../shared/errors.ts';
import { countText } from '../../../format/number-text.ts';
import { visibleText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useCase } from '../../../stores/case.store.ts';
import { useNotes } from '../../../stores/notes.store.ts';
import { useToasts } from '../../../stores/toasts.store.ts';
import { useWorkspace } from '../../../stores/workspace.store.ts';
import { seqsOfRun } from '../grid/fold/fold-acts.ts';
import { foldsNow } from '../parts.store.ts';
import { noteRefusal } from './note-rights.ts';

export type NoteAct = Omit<RawInputOf<'annotation.add'>, 'handle'>;

const words = text.detail.notes;
const folds = text.workspace.folds;
/** The contract takes so many in one act. */
const MAX_SEQS = 100_000;

const say = (tone: 'good' | 'warn' | 'bad', message: string, action?: { label: string; run: () => void }): void =>
  useToasts.getState().add(tone, message, action);

/** The selection, or else the event with the cursor. */
export function noteTargets(): number[] {
  const { selectedSeqs, focusedSeq } = useWorkspace.getState();
  if (selectedSeqs.size > 0) return [...selectedSeqs].toSorted((a, b) => a - b);
  return focusedSeq === null ? [] : [focusedSeq];
}

/** False where nothing was recorded; why is said. */
export async function takeNote(act: NoteAct): Promise<boolean> {
  const { handle, info } = useCase.getState();
  if (handle === undefined || info === undefined) return false;
  const refusal =
    noteRefusal(info) ?? (act.seqs !== undefined && act.seqs.length > MAX_SEQS ? words.tooMany : undefined);
  if (refusal !== undefined) {
    say('warn', refusal);
    return false;
  }
  try {
    const count = await useNotes.getState().act(handle, act);
    sayDone(act, doneText(act, countText(count)));
    return true;
  } catch (thrown) {
    fail(thrown);
    return false;
  }
}

/** Where the event stands for a folded run in the grid, the others are not meant: said, and offered. */
function sayDone(act: NoteAct, done: string): void {
  const [seq] = act.seqs ?? [];
  const run = act.seqs?.length === 1 && seq !== undefined ? foldsNow()?.foldedRun(seq) : undefined;
  if (run === undefined) return say('good', done);
  const all = run.count > MAX_SEQS ? undefined : [...seqsOfRun(run)];
  say(
    'good',
    folds.onlyFirst(done, folds.times(countText(run.count), run.goesOn)),
    all === undefined
      ? undefined
      : { label: folds.all(countText(run.count)), run: () => void takeNote({ ...act, seqs: all }) },
  );
}

/** Stars what is not, or where all are, takes the stars off. */
export async function toggleStar(seqs: readonly number[]): Promise<void> {
  const { handle } = useCase.getState();
  if (handle === undefined) return;
  await useNotes.getState().load(handle, seqs);
  const { notes } = useNotes.getState();
  const unstarred = seqs.filter((seq) => notes.get(seq)?.starred !== true);
  await takeNote(unstarred.length === 0 ? { act: 'unstar', seqs: [...seqs] } : { act: 'star', seqs: unstarred });
}

export async function turnBack(way: 'undo' | 'redo'): Promise<void> {
  const { handle, info } = useCase.getState();
  if (handle === undefined || info === undefined) return;
  const refusal = noteRefusal(info);
  if (refusal !== undefined) return say('warn', refusal);
  try {
    const isDone = await useNotes.getState()[way](handle);
    const said = way === 'undo' ? [words.undone, words.nothingToUndo] : [words.redone, words.nothingToRedo];
    say(isDone ? 'good' : 'warn', said[isDone ? 0 : 1] ?? '');
  } catch (thrown) {
    fail(thrown);
  }
}

function fail(thrown: unknown): void {
  const { code, message } = errorToValue(thrown);
  say('bad', `${visibleText(message)} (${code})`);
}

function doneText(act: NoteAct, count: string): string {
  switch (act.act) {
    case 'star':
      return words.starred(count);
    case 'unstar':
      return words.unstarred(count);
    case 'tag':
      return words.tagged(act.tag ?? '', count);
    case 'untag':
      return words.untagged(act.tag ?? '', count);
    case 'comment':
      return words.commented(count);
    case 'colour':
      return words.coloured(count);
  }
}
