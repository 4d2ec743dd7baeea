/** Takes in what came back from outside, after it was checked; says what it proves, or why it was refused. */
import { useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/index.ts';
import { call } from '../../../api/host.ts';
import { visibleText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useCase, useOpenCase } from '../../../stores/case.store.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { FileField } from './file-field.tsx';
import { type DroppedFile, useDroppedFile } from './given-file.ts';
import styles from './marks.module.css';

const words = text.marks.imports;

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { handle } = useOpenCase();
  const [path, setPath] = useState('');
  const [dropped, setDropped] = useState<DroppedFile>();
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [answer, setAnswer] = useState<OutputOf<'mark.import'>>();
  useDroppedFile(setDropped, setFailure);
  const run = async (): Promise<void> => {
    setWorking(true);
    setFailure(undefined);
    setAnswer(undefined);
    try {
      const given = dropped === undefined ? { path } : { content: dropped.content, name: dropped.name };
      setAnswer(await call('mark.import', { handle, ...given }));
      await useCase.getState().refresh();
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      setWorking(false);
    }
  };
  return (
    <Dialog
      title={words.title}
      isOpen
      onClose={onClose}
      footer={
        <Button
          variant="primary"
          isPending={isWorking}
          isDisabled={path.trim() === '' && dropped === undefined}
          onPress={() => void run()}
        >
          {words.start}
        </Button>
      }
    >
      <div className={styles['dialog']}>
        <FileField
          label={words.path}
          hint={words.pathHint}
          title={words.pathTitle}
          path={path}
          onPath={setPath}
          dropped={dropped}
          onDropped={setDropped}
        />
        {failure !== undefined && <ErrorBanner error={failure} />}
        {answer !== undefined && <Answer answer={answer} />}
        <p className={styles['hint']}>{words.trust}</p>
      </div>
    </Dialog>
  );
}

function Answer({ answer }: { answer: OutputOf<'mark.import'> }) {
  const { outcome, form, size, state, who, detail } = answer;
  if (outcome === 'refused' || form === null || state === null) {
    return (
      <Banner tone="bad" title={words.refused}>
        {visibleText(detail)}
      </Banner>
    );
  }
  const tone = state === 'confirmed' ? 'good' : 'unsure';
  return (
    <Banner tone={tone} title={`${words[outcome]}: ${words.text(text.marks.forms[form], size ?? 0)}`}>
      {visibleText([text.marks.states[state], who, detail].filter((part) => part !== '').join('. '))}
    </Banner>
  );
}
