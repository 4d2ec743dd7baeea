/** What was taken out of an event in a bundle, and why. Trust: pointers and reasons come from the bundle. */
import { text } from '../../i18n/text.ts';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import type { AuditLog } from '../workspace/grid/event-row.ts';
import styles from './opened-bundle.module.css';

const words = text.openedBundle.redacted;

export function RedactedNote({ redacted: { removed, reason } }: { redacted: NonNullable<AuditLog['redacted']> }) {
  const said = reason === undefined ? '' : [reason.basis, reason.description].filter(Boolean).join(': ');
  return (
    <section className={styles['redacted']} aria-label={words.title}>
      <p>{words.title}</p>
      <dl>
        <dt>{words.removed}</dt>
        <dd>
          <EvidenceText raw={removed.join(', ')} />
        </dd>
        {reason !== undefined && (
          <>
            <dt>{words.reason}</dt>
            <dd>
              <EvidenceText raw={said} />
            </dd>
            <dt>{words.by}</dt>
            <dd>
              <EvidenceText raw={reason.by} />
            </dd>
          </>
        )}
      </dl>
      <p className={styles['hint']}>{words.hint}</p>
    </section>
  );
}
