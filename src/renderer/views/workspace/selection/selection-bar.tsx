/** What is selected, and what can be done with all of it at once; in the status bar of the window. */
import { Columns3, Download, MessageSquare, Quote, Star, Tag, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { useWorkspace } from '../../../stores/workspace.store.ts';
import { Button } from '../../../ui/button.tsx';
import { WithTooltip } from '../../../ui/tooltip.tsx';
import { canCompare } from '../compare/compare-events.ts';
import { useDialogs } from '../dialogs.store.ts';
import { noteTargets, toggleStar } from '../notes/take-note.ts';
import { copyCitations } from './copy-citations.ts';
import styles from './selection-bar.module.css';

const words = text.detail.selection;
const ICON = 13;

export function SelectionBar() {
  const count = useWorkspace((state) => state.selectedSeqs.size);
  const show = useDialogs((state) => state.show);
  return (
    <div className={styles.bar} role="toolbar" aria-label={words.label}>
      {count > 0 && (
        <>
          <span className={styles.count} aria-live="polite">
            {words.count(countText(count))}
          </span>
          <Act
            label={words.tag}
            keys="t"
            icon={<Tag size={ICON} />}
            run={() => show({ name: 'tag', seqs: noteTargets() })}
          />
          <Act label={words.star} keys="f" icon={<Star size={ICON} />} run={() => void toggleStar(noteTargets())} />
          <Act
            label={words.comment}
            keys="c"
            icon={<MessageSquare size={ICON} />}
            run={() => show({ name: 'comment', seqs: noteTargets() })}
          />
          <Act
            label={words.compare}
            keys="="
            icon={<Columns3 size={ICON} />}
            isDisabled={!canCompare(count)}
            run={() => show({ name: 'compare', seqs: noteTargets() })}
          />
          <Act
            label={words.citations}
            keys="y"
            icon={<Quote size={ICON} />}
            run={() => void copyCitations(noteTargets())}
          />
        </>
      )}
      <Act label={words.export} keys="e" icon={<Download size={ICON} />} run={() => show({ name: 'export' })} />
      {count > 0 && (
        <Act
          label={words.clear}
          keys="Shift+x"
          icon={<X size={ICON} />}
          run={() => useWorkspace.getState().setSelected([])}
        />
      )}
    </div>
  );
}

interface ActProps {
  label: string;
  keys: string;
  icon: ReactNode;
  isDisabled?: boolean;
  run: () => void;
}

function Act({ label, keys, icon, isDisabled = false, run }: ActProps) {
  return (
    <WithTooltip text={label} keys={keys}>
      <Button variant="quiet" icon={icon} isDisabled={isDisabled} onPress={run}>
        {label}
      </Button>
    </WithTooltip>
  );
}
