/**
 * Opens an evidence bundle: where it lies, and whom the person trusts.
 *
 * Trust: what is typed here is the person's own; the bundle is hostile, and its verdict says so.
 */
import { useState } from 'react';
import { text } from '../../i18n/text.ts';
import { useCase } from '../../stores/case.store.ts';
import { useJobs } from '../../stores/jobs.store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Progress } from '../../ui/progress.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { PathField } from '../verification/marks/path-field.tsx';
import { readFingerprint } from '../verification/typed-fingerprint.ts';
import styles from './opened-bundle.module.css';

const words = text.openedBundle.dialog;

export function OpenBundleDialog({ path, onClose }: { path: string; onClose: () => void }) {
  const [fingerprint, setFingerprint] = useState('');
  const [policy, setPolicy] = useState('');
  const [tsaRoot, setTsaRoot] = useState('');
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const { state } = readFingerprint(fingerprint);
  const isWrong = state !== 'empty' && state !== 'good';
  const job = useJobs(({ jobs }) =>
    jobs.findLast((each) => each.operation === 'bundle.open' && each.state === 'running'),
  );

  const submit = async (): Promise<void> => {
    if (isWorking || isWrong) return;
    setWorking(true);
    setFailure(undefined);
    try {
      await useCase.getState().openBundle({
        path,
        ...(state === 'empty' ? {} : { fingerprint: fingerprint.trim() }),
        ...(policy.trim() === '' ? {} : { policy: policy.trim() }),
        ...(tsaRoot.trim() === '' ? {} : { tsaRoots: [tsaRoot.trim()] }),
      });
    } catch (error) {
      setFailure(error);
      setWorking(false);
    }
  };
  const stop = (): void => {
    if (job !== undefined) void useJobs.getState().cancel(job.jobId);
  };

  return (
    <Dialog
      title={words.title}
      isOpen
      onClose={() => {
        stop();
        onClose();
      }}
      footer={
        <>
          {isWorking && <Button onPress={stop}>{words.stop}</Button>}
          <Button variant="primary" type="submit" form="open-bundle" isPending={isWorking} isDisabled={isWrong}>
            {isWorking ? words.working : words.submit}
          </Button>
        </>
      }
    >
      <form
        id="open-bundle"
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p className={styles['lead']}>{words.lead}</p>
        {failure !== undefined && <ErrorBanner error={failure} />}
        <TextField label={words.path} hint={words.pathHint} isData isReadOnly value={path} onChange={() => undefined} />
        <TextField
          label={words.fingerprint}
          hint={words.fingerprintHint}
          isData
          value={fingerprint}
          onChange={setFingerprint}
          spellCheck="false"
          {...(isWrong ? { error: words.fingerprintWrong } : {})}
        />
        <PathField
          label={words.policy}
          hint={words.policyHint}
          title={words.policy}
          use={words.use}
          purpose="evidence"
          value={policy}
          onChange={setPolicy}
        />
        <PathField
          label={words.tsaRoot}
          hint={words.tsaRootHint}
          title={words.tsaRoot}
          use={words.use}
          purpose="evidence"
          value={tsaRoot}
          onChange={setTsaRoot}
        />
        {job?.progress !== undefined && (
          <Progress
            label={job.progress.phase === 'index' ? words.phases.index : words.phases.check}
            valueRatio={ratioOf(job.progress)}
          />
        )}
      </form>
    </Dialog>
  );
}

/** Of the verifier's own work nothing is known but that it goes on. */
const ratioOf = ({ done, total }: { done: number; total: number | null }): number | undefined =>
  total === null || total === 0 ? undefined : done / total;
