/** Text of evidence in a row of other text: hidden characters are shown and marked, its direction stays its own. */
import { textPieces } from '../format/safe-text.ts';
import { text } from '../i18n/text.ts';
import styles from './code-text.module.css';

export function EvidenceText({ raw }: { raw: string }) {
  return (
    <bdi>
      {textPieces(raw).map(({ shown, isHidden }, index) =>
        isHidden ? (
          <span key={index} className={styles['hidden']} title={text.ui.hiddenCharacter}>
            {shown}
          </span>
        ) : (
          shown
        ),
      )}
    </bdi>
  );
}
