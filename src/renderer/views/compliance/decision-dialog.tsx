/** What is decided on one exception, with the reason; signed by the operator who has the case open. */
import { useState } from 'react';
import { EXCEPTION_STATES, type ExceptionState } from '../../../shared/compliance-words.ts';
import { call } from '../../api/host.ts';
import { text } from '../../i18n/text.ts';
import { forgetCompliance } from '../../stores/compliance.store.ts';
import { useToasts } from '../../stores/toasts.store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './compliance-view.module.css';

const words = text.compliance.decision;
const DAY = /^\d{4}-\d\d-\d\d$/u;
const LEAST_REASON = 3;

interface DecisionDialogProps {
  handle: string;
  exceptionId: string;
  onClose: () => void;
}

export function DecisionDialog({ handle, exceptionId, onClose }: DecisionDialogProps) {
  const [status, setStatus] = useState<ExceptionState>('accepted');
  const [reason, setReason] = useState('');
  const [acceptedBy, setAcceptedBy] = useState('');
  const [until, setUntil] = useState('');
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const isAccepted = status === 'accepted';
  const isWhole =
    reason.trim().length >= LEAST_REASON && (!isAccepted || (acceptedBy.trim() !== '' && DAY.test(until.trim())));
  const submit = async (): Promise<void> => {
    setWorking(true);
    setFailure(undefined);
    try {
      const acceptance = isAccepted ? { acceptedBy: acceptedBy.trim(), until: until.trim() } : {};
      await call('compliance.decideException', { handle, exceptionId, status, reason: reason.trim(), ...acceptance });
      useToasts.getState().add('good', words.done);
      await forgetCompliance(handle);
      onClose();
    } catch (error) {
      setFailure(error);
      setWorking(false);
    }
  };
  return (
    <Dialog
      title={text.compliance.exceptions.decideOn(exceptionId)}
      isOpen
      onClose={onClose}
      footer={
        <Button variant="primary" isPending={isWorking} isDisabled={!isWhole} onPress={() => void submit()}>
          {words.submit}
        </Button>
      }
    >
      <div className={styles['fields']}>
        {failure !== undefined && <ErrorBanner error={failure} />}
        <SelectField
          label={words.status}
          value={status}
          onChange={setStatus}
          choices={EXCEPTION_STATES.map((id) => ({ id, label: text.compliance.exceptions.states[id] }))}
        />
        {isAccepted && (
          <>
            <TextField label={words.acceptedBy} value={acceptedBy} onChange={setAcceptedBy} maxLength={200} />
            <TextField label={words.until} hint={words.untilHint} value={until} onChange={setUntil} isData />
          </>
        )}
        <TextField label={words.reason} lines={3} value={reason} onChange={setReason} maxLength={2000} />
      </div>
    </Dialog>
  );
}
