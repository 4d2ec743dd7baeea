/**
 * The wizard for evidence bundles: step by step, going on while it is put away, with what came of it.
 *
 * The form is kept with the bundle's store; passphrases live here alone and go with the dialog.
 */
import { useState } from 'react';
import { jobRatio, jobText } from '../../format/job-text.ts';
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { useOperators } from '../../stores/custody-ledger.ts';
import { useJobs } from '../../stores/jobs.store.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Progress } from '../../ui/progress.tsx';
import { operatorText } from '../custody/party-text.ts';
import { useQuestion } from '../workspace/question.ts';
import { BundleFailure } from './bundle-failure.tsx';
import { type BundleForm, faultsOf, inputOf, newForm, type Step, STEPS } from './bundle-form.ts';
import { BundleResult } from './bundle-result.tsx';
import { bundleRefusal } from './bundle-rights.ts';
import styles from './bundle-wizard.module.css';
import { useBundle } from './bundle.store.ts';
import { LeaveStep, lastReason } from './leave-step.tsx';
import { SummaryStep } from './summary-step.tsx';
import { WhatStep } from './what-step.tsx';
import { WhereStep } from './where-step.tsx';
import { type Second, useNeedsTwo, WhoStep } from './who-step.tsx';
import { WithStep } from './with-step.tsx';

const words = text.bundle;
const NO_SECOND: Second = { isWanted: false, operatorId: null, passphrase: '' };

export function BundleWizard({ onClose }: { onClose: () => void }) {
  const { isRunning, made, forget } = useBundle();
  if (made !== undefined) {
    return (
      <Dialog
        title={words.doneTitle}
        size="large"
        isOpen
        onClose={onClose}
        footer={
          <>
            <Button onPress={forget}>{words.result.another}</Button>
            <Button
              variant="primary"
              onPress={() => {
                forget();
                onClose();
              }}
            >
              {words.result.close}
            </Button>
          </>
        }
      >
        <BundleResult made={made} />
      </Dialog>
    );
  }
  return isRunning ? <Running onClose={onClose} /> : <Steps onClose={onClose} />;
}

function Running({ onClose }: { onClose: () => void }) {
  const job = useJobs((state) => state.jobs.findLast(({ operation }) => operation === 'bundle.create'));
  const cancel = useJobs((state) => state.cancel);
  return (
    <Dialog
      title={words.runningTitle}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button isDisabled={job === undefined} onPress={() => void cancel(job?.jobId ?? '')}>
            {words.cancel}
          </Button>
          <Button variant="primary" onPress={onClose}>
            {text.app.jobs.background}
          </Button>
        </>
      }
    >
      <Progress
        label={visibleText(job?.label ?? words.runningTitle)}
        {...(job === undefined ? {} : { note: jobText(job), valueRatio: jobRatio(job.progress) })}
      />
    </Dialog>
  );
}

function Steps({ onClose }: { onClose: () => void }) {
  const { handle, info } = useOpenCase();
  const { query, from, to } = useQuestion();
  const kept = useBundle((state) => state.form);
  const { failure, setForm, run } = useBundle();
  const operators = useOperators();
  const needsTwo = useNeedsTwo();
  const form = kept ?? newForm({ query, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
  const [step, setStep] = useState<Step>(failure === undefined ? 'what' : 'summary');
  const [second, setSecond] = useState(NO_SECOND);
  const change = (part: Partial<BundleForm>): void => setForm({ ...form, ...part });

  const signer = needsTwo === true || second.isWanted ? second : undefined;
  const isSignerReady = signer === undefined || (signer.operatorId !== null && signer.passphrase !== '');
  const found = faultsOf(form);
  const faults = { ...found, who: isSignerReady ? [] : [words.faults.signer] };
  const all = STEPS.flatMap((each) => faults[each]);
  const place = STEPS.indexOf(step);
  const refusal = bundleRefusal(info);
  const { operatorId } = info.operator;
  const signers = [operatorId, ...(signer?.operatorId == null ? [] : [signer.operatorId])];

  const start = (): void => {
    const others =
      signer?.operatorId == null ? {} : { signers: [{ operatorId: signer.operatorId, passphrase: signer.passphrase }] };
    setForm(form);
    void run({ handle, ...inputOf(form), ...others });
  };
  const takeToo = (pointers: readonly string[]): void => {
    const known = new Set(form.redact.map(({ pointer }) => pointer));
    const added = pointers
      .filter((pointer) => !known.has(pointer))
      .map((pointer) => ({ pointer, ...lastReason(form) }));
    change({ redact: [...form.redact, ...added] });
    useBundle.setState({ failure: undefined });
    setStep('leave');
  };

  return (
    <Dialog
      title={words.title}
      size="large"
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button isDisabled={place === 0} onPress={() => setStep(STEPS[place - 1] ?? step)}>
            {words.back}
          </Button>
          {step === 'summary' ? (
            <Button
              variant="primary"
              isDisabled={all.length > 0 || refusal !== undefined || needsTwo === undefined}
              onPress={start}
            >
              {words.start}
            </Button>
          ) : (
            <Button variant="primary" onPress={() => setStep(STEPS[place + 1] ?? step)}>
              {words.next}
            </Button>
          )}
        </>
      }
    >
      <div className={styles['wizard']}>
        <nav aria-label={words.stepsLabel}>
          <ol className={styles['steps']}>
            {STEPS.map((each, index) => (
              <li key={each}>
                <button
                  type="button"
                  className={styles['stepLink']}
                  aria-current={each === step ? 'step' : undefined}
                  onClick={() => setStep(each)}
                >
                  <span className={styles['number']}>{index + 1}</span>
                  {words.steps[each]}
                </button>
              </li>
            ))}
          </ol>
        </nav>
        <section className={styles['step']} aria-label={words.step(place + 1, STEPS.length, words.steps[step])}>
          {refusal === undefined ? null : <Banner tone="info" title={refusal} />}
          {failure === undefined ? null : <BundleFailure failure={failure} onTake={takeToo} />}
          {step === 'what' && <WhatStep form={form} onChange={change} />}
          {step === 'leave' && <LeaveStep form={form} onChange={change} />}
          {step === 'with' && <WithStep form={form} onChange={change} />}
          {step === 'where' && <WhereStep form={form} onChange={change} />}
          {step === 'who' && <WhoStep second={second} onChange={(part) => setSecond({ ...second, ...part })} />}
          {step === 'summary' && (
            <>
              <SummaryStep form={form} signers={signers.map((id) => operatorText(id, operators))} />
              {all.map((fault) => (
                <Banner key={fault} tone="warn" title={fault} />
              ))}
            </>
          )}
        </section>
      </div>
    </Dialog>
  );
}
