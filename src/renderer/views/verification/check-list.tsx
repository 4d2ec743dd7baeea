/** The single checks: done and fine, failed, or not done; with how much of each was really looked at. */
import { text } from '../../i18n/text.ts';
import type { VerifyReport } from '../../stores/verification.store.ts';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { VerdictMark } from '../../ui/verdict-mark.tsx';
import styles from './verification-view.module.css';

const words = text.verification.checks;

export function CheckList({ report: { checks } }: { report: VerifyReport }) {
  return (
    <section>
      <PanelHeader title={words.title} />
      <ol className={styles['checks']}>
        {checks.map(({ id, title, state, checked, total, detail }, index) => (
          <li key={id} data-state={state}>
            <span className={styles['number']}>{index + 1}</span>
            <VerdictMark verdict={state} />
            <span className={styles['checkTitle']}>
              <EvidenceText raw={title} />
            </span>
            <span className={styles['count']}>{total === 0 ? '' : words.count(checked, total)}</span>
            <span className={styles['detail']}>
              <EvidenceText raw={detail} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
