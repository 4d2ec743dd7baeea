/** The whole window takes dropped evidence, whatever view is on screen; and says what happens with it. */
import { useEffect, useState } from 'react';
import { shownText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useCase } from '../../stores/case.store.ts';
import { useDropTaker } from '../../stores/drop-taker.store.ts';
import { useEvidence } from '../../stores/evidence.store.ts';
import { Progress } from '../../ui/progress.tsx';
import { addRefusal } from './add-rights.ts';
import { AddEvidenceDialog } from './add-evidence-dialog.tsx';
import styles from './drop-target.module.css';

const NAME_CHARS = 80;
const words = text.sources;

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

export function DropTarget() {
  const [isOver, setOver] = useState(false);
  const info = useCase((state) => state.info);
  const refusal = info === undefined ? words.dropNoCase : addRefusal(info);
  const sending = useEvidence((state) => state.sending);
  const taker = useDropTaker((state) => state.taker);

  useEffect(() => {
    // Entering a child comes before leaving its parent: they are counted.
    let depth = 0;
    const onEnter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth++;
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onOver = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      // Otherwise the browser opens the file in place of the program.
      event.preventDefault();
      depth = 0;
      setOver(false);
      const { taker } = useDropTaker.getState();
      if (taker !== undefined) {
        if (event.dataTransfer !== null) taker.take(event.dataTransfer.files);
        return;
      }
      const now = useCase.getState().info;
      if (event.dataTransfer !== null && now !== undefined && addRefusal(now) === undefined) {
        void useEvidence.getState().drop(event.dataTransfer);
      }
    };
    window.addEventListener('dragenter', onEnter);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('dragover', onOver);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragenter', onEnter);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('drop', onDrop);
    };
  }, []);

  return (
    <>
      {isOver && <div className={styles.over}>{taker?.words ?? refusal ?? words.dropRelease}</div>}
      {sending !== undefined && (
        <div className={styles.sending}>
          <Progress
            label={words.sending(shownText(sending.label, NAME_CHARS).shown)}
            valueRatio={sending.totalBytes === 0 ? undefined : sending.doneBytes / sending.totalBytes}
          />
        </div>
      )}
      <AddEvidenceDialog />
    </>
  );
}
