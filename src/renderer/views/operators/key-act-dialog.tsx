/** The frame of an act on keys: its words, its fields, one button that says what will happen. */
import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import styles from './operators-view.module.css';

interface KeyActDialogProps {
  title: string;
  submit: string;
  isDanger?: boolean;
  isComplete: boolean;
  children: ReactNode;
  /** Closes the dialog itself, where the act came about. */
  onSubmit: () => Promise<void>;
  onClose: () => void;
}

export function KeyActDialog({ title, submit, isDanger, isComplete, children, onSubmit, onClose }: KeyActDialogProps) {
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const act = async (): Promise<void> => {
    setWorking(true);
    setFailure(undefined);
    try {
      await onSubmit();
    } catch (error) {
      setFailure(error);
      setWorking(false);
    }
  };
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      footer={
        <Button
          variant={isDanger === true ? 'danger' : 'primary'}
          isPending={isWorking}
          isDisabled={!isComplete}
          onPress={() => void act()}
        >
          {submit}
        </Button>
      }
    >
      <div className={styles.form}>
        {failure !== undefined && <ErrorBanner error={failure} />}
        {children}
      </div>
    </Dialog>
  );
}
