/** The inclusion proof of a record in its steps, each with what came of it. */
import { text } from '../../i18n/text.ts';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { HashText } from '../../ui/hash-text.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useProofCheck } from './record-query.ts';
import styles from './record-panel.module.css';
import { StateMark } from './state-mark.tsx';

const words = text.record;

export function ProofSteps({ handle, seq }: { handle: string; seq: number }) {
  const { data: check, error } = useProofCheck(handle, seq);
  if (error !== null) return <ErrorBanner error={error} />;
  if (check === undefined) return <Skeleton lines={6} />;
  const { valid, steps, path, computedRoot, headRoot, keyName, keyId } = check;
  const root = (hash: string | null, what: string) =>
    hash === null ? words.unknown : <HashText hash={hash} what={what} />;
  return (
    <div className={styles['proof']}>
      <p>
        <StateMark state={valid} words={words.proofValid} />
      </p>
      <ol className={styles['steps']}>
        {steps.map(({ id, title, valid: isValid, detail }) => (
          <li key={id}>
            <StateMark state={isValid} words={words.steps} />
            <span>
              <EvidenceText raw={title} />
              <span className={styles['faint']}>
                <EvidenceText raw={detail} />
              </span>
            </span>
          </li>
        ))}
      </ol>
      <KeyValues
        pairs={[
          { name: words.root, value: root(computedRoot, words.root) },
          { name: words.headRoot, value: root(headRoot, words.headRoot) },
          {
            name: words.key,
            value: keyName === null ? words.unknown : <EvidenceText raw={`${keyName} ${keyId ?? ''}`} />,
          },
        ]}
      />
      <p className={styles['note']}>{words.path(path.length)}</p>
    </div>
  );
}
