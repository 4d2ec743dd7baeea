/** Notes, and what is done with a selection, by keys and from the palette. */
import type { Command } from '../../../commands/command.ts';
import { shownText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useToasts } from '../../../stores/toasts.store.ts';
import { useWorkspace } from '../../../stores/workspace.store.ts';
import { canCompare } from '../compare/compare-events.ts';
import { useDialogs } from '../dialogs.store.ts';
import { copyCitations } from '../selection/copy-citations.ts';
import { takeNote, noteTargets, toggleStar, turnBack } from './take-note.ts';

const words = text.detail.notes;
/** A tag lies in the case, which others wrote too. */
const TAG_CHARS = 64;

/** Does it with the selection, or else the event with the cursor; says so where there is neither. */
const withTargets = (act: (seqs: number[]) => void | Promise<void>) => (): void | Promise<void> => {
  const seqs = noteTargets();
  return seqs.length === 0 ? useToasts.getState().add('info', words.noTarget) : act(seqs);
};

/** Where text is typed, its own undo is meant. */
const isNotTyping = (): boolean => document.activeElement?.closest('input, textarea, [contenteditable=true]') == null;

const selectedCount = (): number => useWorkspace.getState().selectedSeqs.size;

/** @param quickTags for the keys 1 to 9 */
export const noteCommands = (quickTags: readonly string[]): readonly Command[] => [
  { id: 'event.star', group: 'event', title: words.commands.star, keys: ['f'], run: withTargets(toggleStar) },
  {
    id: 'event.tag',
    group: 'event',
    title: words.commands.tag,
    keys: ['t'],
    run: withTargets((seqs) => useDialogs.getState().show({ name: 'tag', seqs })),
  },
  {
    id: 'event.comment',
    group: 'event',
    title: words.commands.comment,
    keys: ['c'],
    run: withTargets((seqs) => useDialogs.getState().show({ name: 'comment', seqs })),
  },
  {
    id: 'event.undo',
    group: 'event',
    title: words.commands.undo,
    keys: ['Mod+z'],
    isEnabled: isNotTyping,
    run: () => turnBack('undo'),
  },
  {
    id: 'event.redo',
    group: 'event',
    title: words.commands.redo,
    keys: ['Mod+Shift+z', 'Mod+y'],
    isEnabled: isNotTyping,
    run: () => turnBack('redo'),
  },
  {
    id: 'event.compare',
    group: 'event',
    title: words.commands.compare,
    keys: ['='],
    isEnabled: () => canCompare(selectedCount()),
    run: () => useDialogs.getState().show({ name: 'compare', seqs: noteTargets() }),
  },
  {
    id: 'event.cite',
    group: 'event',
    title: words.commands.copyCitations,
    keys: ['y'],
    run: withTargets(copyCitations),
  },
  {
    id: 'event.clearSelection',
    group: 'event',
    title: words.commands.clearSelection,
    keys: ['Shift+x'],
    isEnabled: () => selectedCount() > 0,
    run: () => useWorkspace.getState().setSelected([]),
  },
  {
    id: 'search.export',
    group: 'search',
    title: words.commands.export,
    keys: ['e'],
    run: () => useDialogs.getState().show({ name: 'export' }),
  },
  ...quickTags.flatMap((tag, index): Command[] => [
    {
      id: `event.quickTag${index + 1}`,
      group: 'event',
      title: words.commands.quickTag(shownText(tag, TAG_CHARS).shown),
      keys: [String(index + 1)],
      run: withTargets(async (seqs) => void (await takeNote({ act: 'tag', seqs, tag }))),
    },
    {
      id: `search.quickTagAll${index + 1}`,
      group: 'search',
      title: words.commands.quickTagAll(shownText(tag, TAG_CHARS).shown),
      keys: [`Shift+${index + 1}`],
      run: () => useDialogs.getState().show({ name: 'tag-all', tag }),
    },
  ]),
];
