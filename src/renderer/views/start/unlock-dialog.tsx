/** Unlocks a case: who it is, and the passphrase. The header of the case tells who has a key; it proves nothing. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AppError } from '../../../shared/errors.ts';
import { call } from '../../api/host.ts';
import { shownText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useCase } from '../../stores/case.store.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PassphraseField } from '../../ui/passphrase-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './create-case-dialog.module.css';
import { RecoverDialog } from './recover-dialog.tsx';
import { RestoreChoice } from './restore-choice.tsx';

const NAME_CHARS = 80;
const MIN_REASON_CHARS = 10;
const CONTRADICTIONS: readonly string[] = ['CASE_ROLLED_BACK', 'CASE_TWO_HISTORIES'];
const words = text.start.unlock;

export function UnlockDialog({ dir, onClose }: { dir: string; onClose: () => void }) {
  const described = useQuery({
    queryKey: ['case.describe', dir],
    queryFn: () => call('case.describe', { dir }),
    staleTime: 0,
  });
  const [chosen, setChosen] = useState<string>();
  const [passphrase, setPassphrase] = useState('');
  const [readOnly, setReadOnly] = useState(false);
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [reason, setReason] = useState('');
  const [isOlder, setOlder] = useState(false);
  const [isLost, setLost] = useState(false);
  const isContradicted = failure instanceof AppError && CONTRADICTIONS.includes(failure.code);
  // A reason that was typed is what makes the difference: nobody goes on by pressing the same button again.
  const isAccepting = (isContradicted || isOlder) && !readOnly && reason.trim().length >= MIN_REASON_CHARS;
  const operators = described.data?.operators ?? [];
  const operatorId = chosen ?? operators[0]?.operatorId;

  const submit = async (): Promise<void> => {
    if (operatorId === undefined || isWorking) return;
    setWorking(true);
    setFailure(undefined);
    try {
      const restore = isAccepting ? { acceptRestore: { reason: reason.trim() } } : {};
      const opened = await call('case.open', { dir, operatorId, passphrase, readOnly, ...restore });
      if (opened.info.isOlderThanKey === true && !readOnly) {
        // Nobody should go on in it without knowing: it is opened again, to look or to go on from here.
        await call('case.close', { handle: opened.handle });
        setOlder(true);
        setWorking(false);
      } else useCase.getState().enter(opened);
    } catch (error) {
      setFailure(error);
      setWorking(false);
    }
  };

  if (isLost && described.data !== undefined) {
    return <RecoverDialog dir={dir} described={described.data} onBack={() => setLost(false)} onClose={onClose} />;
  }
  return (
    <Dialog
      title={words.title(described.data === undefined ? '' : shownText(described.data.name, NAME_CHARS).shown)}
      isOpen
      onClose={onClose}
      size="small"
      footer={
        <Button variant="primary" type="submit" form="unlock-case" isPending={isWorking} isDisabled={passphrase === ''}>
          {isWorking ? words.working : isAccepting ? text.marks.restore.accept : words.submit}
        </Button>
      }
    >
      <form
        id="unlock-case"
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {described.isPending && <Skeleton lines={3} />}
        {described.error !== null && <ErrorBanner error={described.error} />}
        {failure !== undefined && <ErrorBanner error={failure} />}
        {isOlder && <Banner tone="warn" title={words.older} />}
        {(isContradicted || isOlder) && <RestoreChoice reason={reason} onChange={setReason} />}
        {operators.length > 1 && (
          <SelectField
            label={words.operator}
            value={operatorId ?? null}
            onChange={setChosen}
            choices={operators.map((each) => ({
              id: each.operatorId,
              label: shownText(`${each.name} (${each.operatorId})`, NAME_CHARS).shown,
              note: each.role,
            }))}
          />
        )}
        {described.data !== undefined && (
          <>
            {/* The dialog is there for this one field. */}
            {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
            <PassphraseField label={words.passphrase} value={passphrase} onChange={setPassphrase} autoFocus />
            <Checkbox isSelected={readOnly} onChange={setReadOnly}>
              {words.readOnly}
            </Checkbox>
            <Button variant="quiet" onPress={() => setLost(true)}>
              {words.lost}
            </Button>
          </>
        )}
      </form>
    </Dialog>
  );
}
