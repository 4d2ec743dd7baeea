/** The dialog of the workspace that is open, if one is. */
import { useOpenCase } from '../../stores/case.store.ts';
import { AroundDialog } from './around/around-dialog.tsx';
import { useAround } from './around/around.store.ts';
import { CompareDialog } from './compare/compare-dialog.tsx';
import { useDialogs } from './dialogs.store.ts';
import { ExportDialog } from './export/export-dialog.tsx';
import { CommentDialog } from './notes/comment-dialog.tsx';
import { TagAllDialog } from './notes/tag-all-dialog.tsx';
import { TagDialog } from './notes/tag-dialog.tsx';
import type { Question } from './question.ts';

export function WorkspaceDialogs({ question }: { question: Question }) {
  const { handle } = useOpenCase();
  const shown = useDialogs((state) => state.shown);
  const close = useDialogs((state) => state.close);
  const around = useAround((state) => state.seq);
  if (around !== null) return <AroundDialog key={around} handle={handle} seq={around} />;
  switch (shown?.name) {
    case undefined:
      return null;
    case 'tag':
      return <TagDialog handle={handle} seqs={shown.seqs} onClose={close} />;
    case 'comment':
      return <CommentDialog seqs={shown.seqs} onClose={close} />;
    case 'compare':
      return <CompareDialog handle={handle} seqs={shown.seqs} onClose={close} />;
    case 'tag-all':
      return <TagAllDialog question={question} tag={shown.tag} onClose={close} />;
    case 'export':
      return <ExportDialog question={question} onClose={close} />;
  }
}
