/** How the next check is done, and the one that runs: progress, rate, time left, a way to stop it. */
import { Play, RotateCw } from 'lucide-react';
import { jobRatio, jobText } from '../../format/job-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { useJobs } from '../../stores/jobs.store.ts';
import { useVerification, wasStopped } from '../../stores/verification.store.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Progress } from '../../ui/progress.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { readFingerprint } from './typed-fingerprint.ts';
import styles from './verification-view.module.css';

const words = text.verification.run;
const MODES = ['fast', 'strict'] as const;

export function RunForm({ hasReport }: { hasReport: boolean }) {
  const { handle } = useOpenCase();
  const { mode, fingerprint, runningFor, failure, setMode, setFingerprint, run } = useVerification();
  const problem = problemOf(fingerprint);
  const isRunning = runningFor === handle;
  return (
    <section aria-label={words.label} className={styles['run']}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (problem === undefined) void run();
        }}
      >
        <SelectField
          label={words.mode}
          value={mode}
          onChange={setMode}
          isDisabled={isRunning}
          choices={MODES.map((id) => ({ id, ...words.modes[id] }))}
          hint={words.modes[mode].note}
        />
        <div className={styles['fingerprint']}>
          <TextField
            label={words.fingerprint}
            hint={words.fingerprintHint}
            value={fingerprint}
            onChange={setFingerprint}
            isDisabled={isRunning}
            isData
            maxLength={100}
            autoComplete="off"
            spellCheck="false"
            {...(problem === undefined ? {} : { error: problem })}
          />
        </div>
        <Button
          type="submit"
          variant="primary"
          icon={hasReport ? <RotateCw size={15} /> : <Play size={15} />}
          isDisabled={problem !== undefined || runningFor !== undefined}
        >
          {hasReport ? words.again : words.start}
        </Button>
      </form>
      {isRunning && <Running />}
      {failure?.handle === handle && !isRunning ? (
        wasStopped(failure.error) ? (
          <Banner tone="unsure" title={words.stopped} />
        ) : (
          <ErrorBanner error={failure.error} onRetry={() => void run()} />
        )
      ) : null}
    </section>
  );
}

function Running() {
  const job = useJobs((state) =>
    state.jobs.find((each) => each.operation === 'verify.start' && each.state === 'running'),
  );
  const cancel = useJobs((state) => state.cancel);
  return (
    <div className={styles['running']}>
      <Progress
        label={words.progress}
        valueRatio={jobRatio(job?.progress)}
        note={jobText(job ?? { progress: undefined, rate: undefined, secondsLeft: undefined })}
      />
      <p className={styles['hint']}>{words.background}</p>
      <Button isDisabled={job === undefined} onPress={() => void (job === undefined ? undefined : cancel(job.jobId))}>
        {words.cancel}
      </Button>
    </div>
  );
}

function problemOf(typed: string): string | undefined {
  const read = readFingerprint(typed);
  if (read.state === 'not-hex') return words.fingerprintNotHex;
  return read.state === 'short' ? words.fingerprintBad(read.digits) : undefined;
}
