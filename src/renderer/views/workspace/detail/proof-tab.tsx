/** That an event is in the signed log, step by step, computed here and now; and the same as a text for other tools. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { ClipboardCopy, ShieldCheck } from 'lucide-react';
import type { OutputOf } from '../../../../shared/contract/index.ts';
import { errorToValue } from '../../../../shared/errors.ts';
import { call } from '../../../api/host.ts';
import { countText } from '../../../format/number-text.ts';
import { visibleText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useToasts } from '../../../stores/toasts.store.ts';
import { announce } from '../../../ui/announcer.tsx';
import { Button } from '../../../ui/button.tsx';
import { copyText } from '../../../ui/copy-button.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { HashText } from '../../../ui/hash-text.tsx';
import { type KeyValue, KeyValues } from '../../../ui/key-values.tsx';
import { Progress } from '../../../ui/progress.tsx';
import { VerdictMark, type VerdictWord } from '../../../ui/verdict-mark.tsx';
import type { AuditLog } from '../grid/event-row.ts';
import { citationOf } from '../pivot-menu.ts';
import styles from './proof-tab.module.css';

type ProofCheck = OutputOf<'event.checkProof'>;

const words = text.detail.proof;

interface ProofTabProps {
  handle: string;
  caseId: string;
  seq: number;
  event: AuditLog | undefined;
}

export function ProofTab({ handle, caseId, seq, event }: ProofTabProps) {
  const client = useCheck(handle, seq);
  const { data: check, error, isFetching, refetch } = client;
  const proof = useMutation({
    mutationFn: async () => copyText((await call('event.proof', { handle, seq })).proof, words.proofName),
    onError: (thrown) => useToasts.getState().add('bad', visibleText(errorToValue(thrown).message)),
  });
  const run = async (): Promise<void> => {
    const { data } = await refetch();
    if (data !== undefined) announce(words.valid[wordOf(data.valid)]);
  };
  return (
    <div className={styles.tab}>
      <p className={styles.hint}>{words.lead}</p>
      <div className={styles.bar}>
        <Button variant="primary" icon={<ShieldCheck size={14} />} isPending={isFetching} onPress={() => void run()}>
          {check === undefined ? words.run : words.again}
        </Button>
        <Button icon={<ClipboardCopy size={14} />} isPending={proof.isPending} onPress={() => proof.mutate()}>
          {words.copyProof}
        </Button>
        {event !== undefined && (
          <Button
            icon={<ClipboardCopy size={14} />}
            onPress={() => void copyText(citationOf(event, caseId), words.citation)}
          >
            {words.copyCitation}
          </Button>
        )}
      </div>
      {isFetching && <Progress label={words.run} isLabelHidden />}
      {error !== null && <ErrorBanner error={error} />}
      {check !== undefined && <Steps check={check} />}
    </div>
  );
}

/** Runs when asked, never by itself: what stands here was computed by a press of the button. */
const useCheck = (handle: string, seq: number) =>
  useQuery({
    queryKey: [handle, 'event.checkProof', seq],
    queryFn: () => call('event.checkProof', { handle, seq }),
    enabled: false,
    staleTime: 0,
    gcTime: 0,
  });

const OVERALL: Record<'good' | 'bad' | 'unsure', VerdictWord> = {
  good: 'intact',
  bad: 'broken',
  unsure: 'indeterminate',
};
const wordOf = (isGood: boolean | null): 'good' | 'bad' | 'unsure' =>
  isGood === null ? 'unsure' : isGood ? 'good' : 'bad';

function Steps({ check }: { check: ProofCheck }) {
  const { valid, steps, path, recordDigest, leafHash, index, treeSize, computedRoot, headRoot, keyName, keyId } = check;
  const pairs: KeyValue[] = [
    hash(words.digest, recordDigest),
    hash(words.leaf, leafHash),
    {
      name: words.index,
      value: treeSize === null ? countText(index) : words.place(countText(index), countText(treeSize)),
    },
    hash(words.computedRoot, computedRoot),
    hash(words.headRoot, headRoot),
    {
      name: words.key,
      value: keyName === null ? words.none : `${visibleText(keyName)}${keyId === null ? '' : ` (${keyId})`}`,
    },
  ];
  return (
    <>
      <VerdictMark verdict={OVERALL[wordOf(valid)]} label={words.valid[wordOf(valid)]} size="large" />
      <p className={styles.meaning}>{words.meaning[wordOf(valid)]}</p>
      <ol className={styles.steps}>
        {steps.map((step) => (
          <li key={step.id} className={styles.step}>
            <VerdictMark verdict={step.valid === null ? 'not-checked' : step.valid ? 'ok' : 'failed'} />
            <div>
              <p className={styles.title}>{step.title}</p>
              <p className={styles.detail}>{visibleText(step.detail)}</p>
            </div>
          </li>
        ))}
      </ol>
      <KeyValues pairs={pairs} />
      {path.length > 0 && (
        <details>
          <summary className={styles.summary}>{words.pathLength(path.length)}</summary>
          <ol className={styles.path}>
            {path.map((step, at) => (
              <li key={`${at} ${step.hash}`} className={styles.node}>
                <span className={styles.side}>{words.side[step.side]}</span>
                <HashText hash={step.hash} what={words.pathStep(at + 1)} isCopyable={false} />
                <span className={styles.side}>{words.result}</span>
                <HashText hash={step.result} what={words.pathStep(at + 1)} isCopyable={false} />
              </li>
            ))}
          </ol>
        </details>
      )}
      {check.headText !== null && (
        <details>
          <summary className={styles.summary}>{words.head}</summary>
          <pre className={styles.headText}>{visibleText(check.headText)}</pre>
        </details>
      )}
    </>
  );
}

const hash = (name: string, value: string | null): KeyValue => ({
  name,
  isData: true,
  value: value === null ? words.none : <HashText hash={value} what={name} />,
});
