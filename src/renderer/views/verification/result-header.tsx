/** The verdict in one word and one sentence, with the numbers it rests on. */
import { Copy } from 'lucide-react';
import { useWorkstationInfo } from '../../api/workstation-info.ts';
import { durationText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import type { KeptReport, VerifyReport } from '../../stores/verification.store.ts';
import { copyText } from '../../ui/copy-button.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { VerdictMark } from '../../ui/verdict-mark.tsx';
import { reportJson, reportText } from './report-text.ts';
import styles from './verification-view.module.css';

const words = text.verification.result;

export function ResultHeader({ kept }: { kept: KeptReport }) {
  const { info } = useOpenCase();
  const tool = useWorkstationInfo();
  const { report, finishedAt } = kept;
  const { verdict, mode, recordCount, headSize, confirmedOutside, rootOfTrust, seconds } = report;
  const parts = { kept, info, tool };
  return (
    <section className={styles['result']} aria-label={words.label} data-verdict={verdict}>
      <div className={styles['verdict']}>
        <VerdictMark verdict={verdict} label={words.verdicts[verdict]} size="large" />
        <p className={styles['sentence']}>{sentenceOf(report)}</p>
        <MenuButton
          label={words.copy}
          groups={[
            {
              id: 'copy',
              acts: [
                {
                  id: 'text',
                  label: words.copyText,
                  icon: <Copy size={14} />,
                  run: () => void copyText(reportText(parts), words.reportWhat),
                },
                {
                  id: 'json',
                  label: words.copyJson,
                  icon: <Copy size={14} />,
                  run: () => void copyText(reportJson(parts), words.reportWhat),
                },
              ],
            },
          ]}
        />
      </div>
      <dl className={styles['facts']}>
        <Fact name={words.records}>{words.recordsText(recordCount, headSize)}</Fact>
        <Fact name={words.outside}>{words.outsideText(confirmedOutside)}</Fact>
        <Fact name={words.trust}>{words.trusts[rootOfTrust]}</Fact>
        <Fact name={words.mode}>{words.modes[mode]}</Fact>
        <Fact name={words.seconds}>{durationText(seconds)}</Fact>
        <Fact name={words.finished}>
          <TimeText timestamp={finishedAt} isBoth />
        </Fact>
        {tool === undefined ? null : <Fact name={words.tool}>{`${tool.name} ${tool.version}`}</Fact>}
      </dl>
      {info.recordCount > recordCount && (
        <p className={styles['hint']}>{words.stale(info.recordCount - recordCount)}</p>
      )}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function sentenceOf({
  verdict,
  confirmedOutside,
  recordCount,
  findingCount,
  badRecordCount,
  notChecked,
}: VerifyReport) {
  const { sentences } = words;
  if (verdict === 'broken') return sentences.broken(findingCount, badRecordCount);
  if (verdict === 'indeterminate') return sentences.indeterminate(notChecked.length);
  return confirmedOutside < recordCount ? sentences.intact : sentences.intactConfirmed;
}
