/** Asks before something that can not be undone. The words of the button say what will happen, never "OK". */
import { type ReactNode, useState } from 'react';
import { text } from '../i18n/text.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

export interface AlertDialogProps {
  title: string;
  children: ReactNode;
  isOpen: boolean;
  /** What will happen: `Close the case`. */
  actLabel: string;
  isDanger?: boolean;
  onAct: () => void | Promise<void>;
  onClose: () => void;
}

export function AlertDialog({ title, children, isOpen, actLabel, isDanger = false, onAct, onClose }: AlertDialogProps) {
  const [isPending, setPending] = useState(false);
  const act = async (): Promise<void> => {
    setPending(true);
    try {
      await onAct();
      onClose();
    } finally {
      setPending(false);
    }
  };
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text.app.cancel}</Button>
          <Button variant={isDanger ? 'danger' : 'primary'} isPending={isPending} onPress={() => void act()}>
            {actLabel}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
