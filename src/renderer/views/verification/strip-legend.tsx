/** What the blocks mean, and of how many records each is said. Only what there is. */
import { countText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import type { VerifyReport } from '../../stores/verification.store.ts';
import styles from './block-strip.module.css';
import { type CellState, countIn } from './strip-cells.ts';

const words = text.verification.strip.states;

/** @param isIntact whether a record without a finding is as sealed; where something is broken, that is not known */
export const stateText = (state: CellState, isIntact: boolean): string =>
  state === 'plain' && isIntact ? words.intact : words[state];

export function StripLegend({ report, isIntact }: { report: VerifyReport; isIntact: boolean }) {
  const { recordCount, headSize, badRecordCount, unreadRanges } = report;
  const unread = countIn(unreadRanges);
  const unsealed = Math.max(0, recordCount - headSize);
  const counts: [CellState, number][] = [
    ['bad', badRecordCount],
    ['missing', Math.max(0, headSize - recordCount)],
    ['unread', unread],
    ['unsealed', unsealed],
    ['plain', Math.max(0, recordCount - badRecordCount - unread - unsealed)],
  ];
  return (
    <ul className={styles['legend']}>
      {counts
        .filter(([, count]) => count > 0)
        .map(([state, count]) => (
          <li key={state}>
            <svg viewBox="0 0 10 24" className={styles['swatch']} aria-hidden="true" data-intact={isIntact}>
              <rect x={1} y={2} width={8} height={20} className={styles[state]} />
            </svg>
            {countText(count)} {stateText(state, isIntact)}
          </li>
        ))}
    </ul>
  );
}
