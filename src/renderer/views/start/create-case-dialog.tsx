/** A new case: its name and folder, its first operator, and the fingerprint to write down. */
import { useState } from 'react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { call } from '../../api/host.ts';
import { text } from '../../i18n/text.ts';
import { useCase } from '../../stores/case.store.ts';
import { Button } from '../../ui/button.tsx';
import { CodeText } from '../../ui/code-text.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PassphraseField } from '../../ui/passphrase-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import { caseFolderName } from './case-folder-name.ts';
import styles from './create-case-dialog.module.css';

const words = text.start.createForm;

export function CreateCaseDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return isOpen ? <CreateCase onClose={onClose} /> : null;
}

function CreateCase({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [parent, setParent] = useState('');
  const [operatorId, setOperatorId] = useState('lead');
  const [operatorName, setOperatorName] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [repeated, setRepeated] = useState('');
  const [isBrowsing, setBrowsing] = useState(false);
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [created, setCreated] = useState<OutputOf<'case.create'>>();

  const separator = parent.includes('\\') ? '\\' : '/';
  const dir = parent === '' ? '' : `${parent.replace(/[/\\]$/u, '')}${separator}${caseFolderName(name)}`;
  const isComplete =
    name.trim() !== '' && dir !== '' && operatorId !== '' && operatorName.trim() !== '' && passphrase !== '';
  // Stays so while it works: a button that is switched off under the focus takes the keyboard away from the dialog.
  const canSubmit = isComplete && passphrase === repeated;
  const submit = async (): Promise<void> => {
    setWorking(true);
    setFailure(undefined);
    try {
      setCreated(await call('case.create', { dir, name, operatorId, operatorName, passphrase }));
    } catch (error) {
      setFailure(error);
    } finally {
      setWorking(false);
    }
  };
  if (created !== undefined) return <Fingerprint created={created} />;

  return (
    <Dialog
      title={words.title}
      isOpen
      onClose={onClose}
      footer={
        <Button variant="primary" type="submit" form="create-case" isPending={isWorking} isDisabled={!canSubmit}>
          {words.submit}
        </Button>
      }
    >
      <form
        id="create-case"
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (canSubmit && !isWorking) void submit();
        }}
      >
        {failure !== undefined && <ErrorBanner error={failure} />}
        <TextField label={words.name} value={name} onChange={setName} placeholder={words.namePlaceholder} />
        <div className={styles.row}>
          <div className={styles.grow}>
            <TextField label={words.folder} isData value={parent} onChange={setParent} hint={dir} />
          </div>
          <Button onPress={() => setBrowsing(true)}>{words.choose}</Button>
        </div>
        <div className={styles.pair}>
          <TextField
            label={words.operatorId}
            hint={words.operatorIdHint}
            isData
            value={operatorId}
            onChange={setOperatorId}
          />
          <TextField label={words.operatorName} value={operatorName} onChange={setOperatorName} />
        </div>
        <PassphraseField
          label={words.passphrase}
          hint={words.passphraseHint}
          value={passphrase}
          onChange={setPassphrase}
          autoComplete="new-password"
        />
        <PassphraseField
          label={words.repeat}
          value={repeated}
          onChange={setRepeated}
          autoComplete="new-password"
          {...(repeated !== '' && repeated !== passphrase ? { error: words.differs } : {})}
        />
      </form>
      <BrowseDialog
        purpose="folder"
        isOpen={isBrowsing}
        onClose={() => setBrowsing(false)}
        onChoose={([chosen]) => {
          setBrowsing(false);
          setParent(chosen ?? parent);
        }}
      />
    </Dialog>
  );
}

function Fingerprint({ created }: { created: OutputOf<'case.create'> }) {
  const done = text.start.created;
  const enter = (): void => useCase.getState().enter(created);
  return (
    <Dialog
      title={done.title}
      isOpen
      onClose={enter}
      footer={
        <Button variant="primary" onPress={enter}>
          {done.done}
        </Button>
      }
    >
      <div className={styles.form}>
        <p>{done.text}</p>
        <CodeText what={done.fingerprint} raw={created.info.fingerprint} />
      </div>
    </Dialog>
  );
}
