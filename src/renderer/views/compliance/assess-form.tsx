/** Which period the next assessment is of, and the one that runs: progress, and a way to stop it. */
import { Play, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { jobRatio, jobText } from '../../format/job-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { useCompliance } from '../../stores/compliance.store.ts';
import { useJobs } from '../../stores/jobs.store.ts';
import { wasStopped } from '../../stores/verification.store.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Progress } from '../../ui/progress.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './compliance-view.module.css';

const words = text.compliance.run;

export function AssessForm({ hasAny }: { hasAny: boolean }) {
  const { handle } = useOpenCase();
  const { runningFor, failure, run } = useCompliance();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const isRunning = runningFor === handle;
  const start = (): void =>
    void run({
      ...(from.trim() === '' ? {} : { from: from.trim() }),
      ...(to.trim() === '' ? {} : { to: to.trim() }),
    });
  return (
    <section aria-label={words.label} className={styles['run']}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <TextField label={words.from} hint={words.hint} value={from} onChange={setFrom} isDisabled={isRunning} isData />
        <TextField label={words.to} value={to} onChange={setTo} isDisabled={isRunning} isData />
        <Button
          type="submit"
          variant="primary"
          icon={hasAny ? <RotateCw size={15} /> : <Play size={15} />}
          isDisabled={runningFor !== undefined}
        >
          {hasAny ? words.again : words.start}
        </Button>
      </form>
      {isRunning && <Running />}
      {failure?.handle === handle && !isRunning ? (
        wasStopped(failure.error) ? (
          <Banner tone="unsure" title={words.stopped} />
        ) : (
          <ErrorBanner error={failure.error} onRetry={start} />
        )
      ) : null}
    </section>
  );
}

function Running() {
  const job = useJobs((state) =>
    state.jobs.find((each) => each.operation === 'compliance.assess' && each.state === 'running'),
  );
  const cancel = useJobs((state) => state.cancel);
  return (
    <div className={styles['running']}>
      <Progress
        label={text.compliance.job}
        valueRatio={jobRatio(job?.progress)}
        note={jobText(job ?? { progress: undefined, rate: undefined, secondsLeft: undefined })}
      />
      <Button isDisabled={job === undefined} onPress={() => void (job === undefined ? undefined : cancel(job.jobId))}>
        {words.cancel}
      </Button>
    </div>
  );
}
