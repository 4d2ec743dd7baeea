/** "I lost my passphrase": recovery shares, typed or scanned, give somebody a new key. Each share is checked as it comes. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { AppError } from '../../../shared/errors.ts';
import { call } from '../../api/host.ts';
import { shownText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useCase } from '../../stores/case.store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PassphraseField } from '../../ui/passphrase-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './create-case-dialog.module.css';

const NAME_CHARS = 80;
const MIN_REASON_CHARS = 10;
const NEW = '';
/** Fewer letters are a share that is still being typed. */
const SHARE_CHARS = 170;
const words = text.start.recover;

interface RecoverDialogProps {
  dir: string;
  described: OutputOf<'case.describe'>;
  onBack: () => void;
  onClose: () => void;
}

export function RecoverDialog({ dir, described, onBack, onClose }: RecoverDialogProps) {
  const { recovery, operators } = described;
  const [shares, setShares] = useState<readonly string[]>(Array.from({ length: recovery?.threshold ?? 0 }, () => ''));
  const [who, setWho] = useState(operators[0]?.operatorId ?? NEW);
  const [operatorId, setOperatorId] = useState('');
  const [operatorName, setOperatorName] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [repeated, setRepeated] = useState('');
  const [reason, setReason] = useState('');
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const isSomebody = who !== NEW || (operatorId !== '' && operatorName.trim() !== '');
  const isComplete =
    recovery !== null &&
    shares.every((share) => share.trim() !== '') &&
    isSomebody &&
    passphrase !== '' &&
    passphrase === repeated &&
    reason.trim().length >= MIN_REASON_CHARS;
  const submit = async (): Promise<void> => {
    setWorking(true);
    setFailure(undefined);
    const person = who === NEW ? { operatorId, operatorName } : { operatorId: who };
    try {
      const input = { dir, shares: [...shares], ...person, passphrase, reason: reason.trim() };
      useCase.getState().enter(await call('case.recover', input));
    } catch (error) {
      setFailure(error);
      setWorking(false);
    }
  };
  return (
    <Dialog
      title={words.title(shownText(described.name, NAME_CHARS).shown)}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onBack}>{words.back}</Button>
          <Button variant="primary" isPending={isWorking} isDisabled={!isComplete} onPress={() => void submit()}>
            {words.submit}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {failure !== undefined && <ErrorBanner error={failure} />}
        {recovery === null && <p>{words.none}</p>}
        {recovery !== null && (
          <>
            <p>{words.text(recovery.threshold, recovery.count)}</p>
            {shares.map((share, i) => (
              <ShareField
                // The places stay; what is typed in them changes.
                // oxlint-disable-next-line react/no-array-index-key
                key={i}
                dir={dir}
                place={i + 1}
                value={share}
                onChange={(typed) => setShares(shares.with(i, typed))}
              />
            ))}
            <SelectField
              label={words.who}
              value={who}
              onChange={setWho}
              choices={[
                ...operators.map((each) => ({
                  id: each.operatorId,
                  label: shownText(`${each.name} (${each.operatorId})`, NAME_CHARS).shown,
                  note: each.role,
                })),
                { id: NEW, label: words.somebodyNew },
              ]}
            />
            {who === NEW && (
              <div className={styles.pair}>
                <TextField label={words.id} isData value={operatorId} onChange={setOperatorId} />
                <TextField label={words.name} value={operatorName} onChange={setOperatorName} />
              </div>
            )}
            <PassphraseField
              label={words.passphrase}
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
            <TextField label={words.reason} lines={2} value={reason} onChange={setReason} maxLength={2000} />
          </>
        )}
      </div>
    </Dialog>
  );
}

interface ShareFieldProps {
  dir: string;
  place: number;
  value: string;
  onChange: (typed: string) => void;
}

function ShareField({ dir, place, value, onChange }: ShareFieldProps) {
  const isTyped = value.trim().length >= SHARE_CHARS;
  const checked = useQuery({
    queryKey: ['case.checkShare', dir, value],
    queryFn: () => call('case.checkShare', { dir, share: value }),
    enabled: isTyped,
    retry: false,
    // A secret is not kept longer than it is on the screen.
    gcTime: 0,
  });
  const wrong = isTyped && checked.error instanceof AppError ? { error: checked.error.message } : {};
  const right = checked.data === undefined ? {} : { hint: words.right(checked.data.index, checked.data.name) };
  return (
    <TextField label={words.share(place)} isData lines={3} value={value} onChange={onChange} {...right} {...wrong} />
  );
}
