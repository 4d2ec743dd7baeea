/** A new passphrase for one's own key slot; the data of the case stays as it is. */
import { useState } from 'react';
import { call } from '../../api/host.ts';
import { text } from '../../i18n/text.ts';
import { useToasts } from '../../stores/toasts.store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PassphraseField } from '../../ui/passphrase-field.tsx';
import styles from './operators-view.module.css';

const words = text.operators;

export function ChangePassphraseDialog({ handle, onClose }: { handle: string; onClose: () => void }) {
  const [oldPassphrase, setOld] = useState('');
  const [newPassphrase, setNew] = useState('');
  const [repeated, setRepeated] = useState('');
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const differs = repeated !== '' && repeated !== newPassphrase;
  const submit = async (): Promise<void> => {
    setWorking(true);
    setFailure(undefined);
    try {
      await call('operator.changePassphrase', { handle, oldPassphrase, newPassphrase });
      useToasts.getState().add('good', words.changed);
      onClose();
    } catch (error) {
      setFailure(error);
      setWorking(false);
    }
  };
  return (
    <Dialog
      title={words.changeTitle}
      isOpen
      onClose={onClose}
      size="small"
      footer={
        <Button
          variant="primary"
          isPending={isWorking}
          isDisabled={oldPassphrase === '' || newPassphrase === '' || repeated !== newPassphrase}
          onPress={() => void submit()}
        >
          {words.submitChange}
        </Button>
      }
    >
      <div className={styles.form}>
        {failure !== undefined && <ErrorBanner error={failure} />}
        <PassphraseField label={words.old} value={oldPassphrase} onChange={setOld} />
        <PassphraseField label={words.next} value={newPassphrase} onChange={setNew} autoComplete="new-password" />
        <PassphraseField
          label={words.repeat}
          value={repeated}
          onChange={setRepeated}
          autoComplete="new-password"
          {...(differs ? { error: words.differs } : {})}
        />
      </div>
    </Dialog>
  );
}
