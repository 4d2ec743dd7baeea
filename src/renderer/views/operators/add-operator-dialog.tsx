/** Gives somebody a key of their own to the case. */
import { useState } from 'react';
import { ROLES, type Role } from '../../../shared/roles.ts';
import { call } from '../../api/host.ts';
import { shownText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useToasts } from '../../stores/toasts.store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PassphraseField } from '../../ui/passphrase-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './operators-view.module.css';

const NAME_CHARS = 60;
const words = text.operators;

interface AddOperatorDialogProps {
  handle: string;
  onClose: () => void;
  onAdded: () => void;
}

export function AddOperatorDialog({ handle, onClose, onAdded }: AddOperatorDialogProps) {
  const [operatorId, setOperatorId] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('analyst');
  const [passphrase, setPassphrase] = useState('');
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const submit = async (): Promise<void> => {
    setWorking(true);
    setFailure(undefined);
    try {
      await call('operator.add', { handle, operatorId, name, role, passphrase });
      useToasts.getState().add('good', words.added(shownText(name, NAME_CHARS).shown));
      onAdded();
      onClose();
    } catch (error) {
      setFailure(error);
      setWorking(false);
    }
  };
  return (
    <Dialog
      title={words.addTitle}
      isOpen
      onClose={onClose}
      footer={
        <Button
          variant="primary"
          isPending={isWorking}
          isDisabled={operatorId === '' || name.trim() === '' || passphrase === ''}
          onPress={() => void submit()}
        >
          {words.submit}
        </Button>
      }
    >
      <div className={styles.form}>
        {failure !== undefined && <ErrorBanner error={failure} />}
        <TextField label={words.id} isData value={operatorId} onChange={setOperatorId} />
        <TextField label={words.name} value={name} onChange={setName} />
        <SelectField
          label={words.role}
          value={role}
          onChange={setRole}
          choices={ROLES.map((id) => ({ id, label: words.roles[id] }))}
        />
        <PassphraseField
          label={words.passphrase}
          hint={words.passphraseHint}
          value={passphrase}
          onChange={setPassphrase}
          autoComplete="new-password"
        />
      </div>
    </Dialog>
  );
}
