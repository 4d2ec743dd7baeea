/** Sentences of the host, each its own line; nothing where there are none. */
import { countText } from '../../format/number-text.ts';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import styles from './verification-view.module.css';

export function TextList({ title, hint, lines }: { title: string; hint: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <section>
      <PanelHeader title={`${title} (${countText(lines.length)})`} note={hint} />
      <ul className={styles['texts']}>
        {lines.map((line, index) => (
          <li key={index}>
            <EvidenceText raw={line} />
          </li>
        ))}
      </ul>
    </section>
  );
}
