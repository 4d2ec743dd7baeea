/** Puts an earlier head, typed from paper or in a file, to the case at hand. */
import { useCallback, useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/index.ts';
import { call } from '../../../api/host.ts';
import { visibleText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useCase, useOpenCase } from '../../../stores/case.store.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import type { Tone } from '../../../ui/tone.tsx';
import { type DroppedFile, useDroppedFile } from './given-file.ts';
import styles from './marks.module.css';
import { PathField } from './path-field.tsx';

const words = text.marks.compares;

type Compared = OutputOf<'mark.compare'>;

const TONES: Readonly<Record<Compared['outcome'], Tone>> = {
  same: 'good',
  ahead: 'bad',
  'two-histories': 'bad',
  'other-case': 'warn',
  'could-not': 'unsure',
};

export function CompareDialog({ onClose }: { onClose: () => void }) {
  const { handle } = useOpenCase();
  const [typed, setTyped] = useState('');
  const [path, setPath] = useState('');
  const [proofPath, setProofPath] = useState('');
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [compared, setCompared] = useState<Compared>();
  const isTyped = typed.trim() !== '';
  const isReady = isTyped !== (path.trim() !== '');
  // A head is text: it is shown, as if it had been typed.
  const onDropped = useCallback((file: DroppedFile) => {
    setTyped(atob(file.content));
    setPath('');
  }, []);
  useDroppedFile(onDropped, setFailure);
  const run = async (): Promise<void> => {
    setWorking(true);
    setFailure(undefined);
    setCompared(undefined);
    try {
      const proof = proofPath.trim() === '' ? {} : { proofPath };
      setCompared(await call('mark.compare', { handle, ...(isTyped ? { text: typed } : { path }), ...proof }));
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
        <Button variant="primary" isPending={isWorking} isDisabled={!isReady} onPress={() => void run()}>
          {words.start}
        </Button>
      }
    >
      <div className={styles['dialog']}>
        <TextField
          label={words.typed}
          hint={words.typedHint}
          lines={3}
          isData
          value={typed}
          onChange={setTyped}
          spellCheck="false"
        />
        <PathField
          label={words.path}
          hint={words.pathHint}
          title={words.pathTitle}
          use={text.marks.imports.use}
          purpose="evidence"
          value={path}
          onChange={setPath}
        />
        <p className={styles['drop']}>{text.marks.drop.hint}</p>
        {isTyped && path.trim() !== '' ? <Banner tone="warn" title={words.both} /> : null}
        <PathField
          label={words.proof}
          hint={words.proofHint}
          title={words.proofTitle}
          purpose="save"
          fileName={words.proofName}
          value={proofPath}
          onChange={setProofPath}
        />
        {failure !== undefined && <ErrorBanner error={failure} />}
        {compared !== undefined && (
          <Banner tone={TONES[compared.outcome]} title={words.outcomes[compared.outcome]}>
            {visibleText(
              [
                `${compared.detail}.`,
                ...(compared.isSigned ? [words.signed] : []),
                ...(compared.proofPath === null ? [] : [words.kept(compared.proofPath)]),
              ].join(' '),
            )}
          </Banner>
        )}
      </div>
    </Dialog>
  );
}
