/** What the check proves and what it does not, in plain words; the same sentences as in the copied report. */
import { CircleCheck, CircleDashed, OctagonX } from 'lucide-react';
import { text } from '../../i18n/text.ts';
import type { VerifyReport } from '../../stores/verification.store.ts';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { proofPoints } from './proof-points.ts';
import { openSentence, provenSentence } from './proof-words.ts';
import styles from './verification-view.module.css';

const words = text.verification.proof;

export function ProofSection({ report }: { report: VerifyReport }) {
  const { proves, doesNot } = proofPoints(report);
  return (
    <section>
      <PanelHeader title={words.title} />
      <div className={styles['proof']}>
        <div>
          <h3>{words.proves}</h3>
          <ul>
            {proves.length === 0 ? <li>{words.nothing}</li> : null}
            {proves.map((point) => (
              <li key={point}>
                {point === 'differs' || point === 'other-case' ? (
                  <OctagonX size={14} aria-hidden="true" className={styles['isBad']} />
                ) : (
                  <CircleCheck size={14} aria-hidden="true" />
                )}
                <span>{provenSentence(point, report)}</span>
              </li>
            ))}
          </ul>
        </div>
        <div>
          <h3>{words.doesNot}</h3>
          <ul>
            {doesNot.map((point) => (
              <li key={point}>
                <CircleDashed size={14} aria-hidden="true" />
                <EvidenceText raw={openSentence(point, report)} />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  );
}
