/** The job under way, with its pace and how to stop it; all jobs in a popover. Ends are said to screen readers. */
import { useEffect, useRef } from 'react';
import { jobRatio, jobText } from '../format/job-text.ts';
import { visibleText } from '../format/safe-text.ts';
import { text } from '../i18n/text.ts';
import { type Job, useJobs } from '../stores/jobs.store.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorBanner } from '../ui/error-banner.tsx';
import { Popover } from '../ui/popover.tsx';
import { Progress } from '../ui/progress.tsx';
import styles from './frame.module.css';

const words = text.app.jobs;

export function JobStatus() {
  const jobs = useJobs((state) => state.jobs);
  const cancel = useJobs((state) => state.cancel);
  useEndsSaid(jobs);
  const running = jobs.filter(({ state }) => state === 'running');
  const [first] = running;
  if (jobs.length === 0) return null;
  return (
    <div className={styles['jobs']}>
      {first === undefined ? null : (
        <>
          <div className={styles['job']}>
            <Progress label={visibleText(first.label)} note={jobText(first)} valueRatio={jobRatio(first.progress)} />
          </div>
          <Button variant="quiet" onPress={() => void cancel(first.jobId)}>
            {words.cancel}
          </Button>
        </>
      )}
      <Popover
        label={words.label}
        placement="top end"
        trigger={<Button variant="quiet">{running.length === 0 ? words.all : words.running(running.length)}</Button>}
      >
        <ul className={styles['jobList']}>
          {jobs.toReversed().map((job) => (
            <JobRow key={job.jobId} job={job} />
          ))}
        </ul>
      </Popover>
    </div>
  );
}

function JobRow({ job }: { job: Job }) {
  const cancel = useJobs((state) => state.cancel);
  const dismiss = useJobs((state) => state.dismiss);
  const isRunning = job.state === 'running';
  const label = visibleText(job.label);
  return (
    <li className={styles['jobRow']}>
      {isRunning ? (
        <Progress label={label} note={jobText(job)} valueRatio={jobRatio(job.progress)} />
      ) : (
        <span className={styles['jobEnd']}>
          <bdi>{label}</bdi> <span className={styles['faint']}>{words.states[job.state]}</span>
        </span>
      )}
      {job.progress?.label === undefined || !isRunning ? null : (
        <bdi className={styles['faint']}>{visibleText(job.progress.label)}</bdi>
      )}
      {job.error === undefined ? null : <ErrorBanner error={job.error} />}
      <Button variant="quiet" onPress={() => (isRunning ? void cancel(job.jobId) : dismiss(job.jobId))}>
        {isRunning ? words.cancel : words.clear}
      </Button>
    </li>
  );
}

function useEndsSaid(jobs: readonly Job[]): void {
  const running = useRef(new Set<string>());
  useEffect(() => {
    for (const { jobId, state, label } of jobs) {
      if (state === 'running') running.current.add(jobId);
      else if (running.current.delete(jobId)) announce(words.ended(visibleText(label), words.states[state]));
    }
  }, [jobs]);
}
