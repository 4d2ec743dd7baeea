/** Starts a check of all proofs, with keys and a list that the person gives. It goes on while another view is on screen. */
import { useState } from 'react';
import { queryClient } from '../../api/query-client.ts';
import { text } from '../../i18n/text.ts';
import { useCase, useOpenCase } from '../../stores/case.store.ts';
import { useJobs } from '../../stores/jobs.store.ts';
import { useToasts } from '../../stores/toasts.store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import styles from './source-proofs.module.css';

const words = text.proofs.dialog;

export function CheckProofsDialog({ onClose }: { onClose: () => void }) {
  const { handle } = useOpenCase();
  const [keys, setKeys] = useState('');
  const [list, setList] = useState('');
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const run = async (): Promise<void> => {
    setWorking(true);
    setFailure(undefined);
    try {
      const { sources } = await useJobs.getState().run('proof.check', text.proofs.job, {
        handle,
        ...(keys.trim() === '' ? {} : { keyPaths: [keys.trim()] }),
        ...(list.trim() === '' ? {} : { listPaths: [list.trim()] }),
      });
      const count = (wanted: string): number => sources.filter(({ state }) => state === wanted).length;
      const [holds, fails] = [count('holds'), count('fails')];
      const said = text.proofs.done(holds, fails, count('could-not-check'), count('absent'));
      useToasts.getState().add(fails > 0 ? 'bad' : 'info', said);
      await useCase.getState().refresh();
      await queryClient.invalidateQueries({ queryKey: [handle, 'proof.list'] });
      onClose();
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
        <Button variant="primary" isPending={isWorking} onPress={() => void run()}>
          {words.start}
        </Button>
      }
    >
      <div className={styles['dialog']}>
        <p>{words.intro}</p>
        <FileField label={words.keys} hint={words.keysHint} value={keys} onChange={setKeys} />
        <FileField label={words.list} hint={words.listHint} value={list} onChange={setList} />
        {failure !== undefined && <ErrorBanner error={failure} />}
      </div>
    </Dialog>
  );
}

interface FileFieldProps {
  label: string;
  hint: string;
  value: string;
  onChange: (path: string) => void;
}

function FileField({ label, hint, value, onChange }: FileFieldProps) {
  const [isBrowsing, setBrowsing] = useState(false);
  return (
    <div className={styles['path']}>
      <TextField label={label} hint={hint} isData value={value} onChange={onChange} spellCheck="false" />
      <Button onPress={() => setBrowsing(true)}>{words.choose}</Button>
      <BrowseDialog
        purpose="evidence"
        title={label}
        submit={words.use}
        isOpen={isBrowsing}
        onClose={() => setBrowsing(false)}
        onChoose={([chosen]) => {
          setBrowsing(false);
          if (chosen !== undefined) onChange(chosen);
        }}
      />
    </div>
  );
}
