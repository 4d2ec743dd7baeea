/**
 * The report of the stand-alone verifier over an opened bundle: its verdict, its twelve checks, all it found.
 *
 * Trust: texts are the verifier's, with quotes from the bundle; records it names can be looked at.
 */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { call } from '../../api/host.ts';
import { countText } from '../../format/number-text.ts';
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { HashText } from '../../ui/hash-text.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { VerdictMark } from '../../ui/verdict-mark.tsx';
import { RecordPanel } from '../record/record-panel.tsx';
import { type BundleFacts, markOf, toneOf } from './bundle-verdict.ts';
import styles from './opened-bundle.module.css';

type Report = OutputOf<'bundle.report'>;
type Remark = Report['warnings'][number];

const words = text.openedBundle.report;
const MARKS = {
  ok: 'ok',
  failed: 'failed',
  warning: 'indeterminate',
  'cannot-check': 'not-checked',
  'not-done': 'not-checked',
} as const;

export function BundleReport({ bundle }: { bundle: BundleFacts }) {
  const { handle, info } = useOpenCase();
  const report = useQuery({ queryKey: [handle, 'bundle.report'], queryFn: () => call('bundle.report', { handle }) });
  const [chosen, setSeq] = useState<number | null>();
  const first = report.data?.failures.find(({ record }) => record !== undefined)?.record;
  // The first failure is open from the beginning.
  const seq = chosen === undefined ? first : (chosen ?? undefined);
  return (
    <div className={styles['view']}>
      <PanelHeader level={1} title={words.title} note={words.lead} />
      <section className={styles['result']} data-tone={toneOf(bundle)}>
        <VerdictMark verdict={markOf(bundle)} label={bundle.verdict} size="large" />
        <p>{visibleText(bundle.sentence)}</p>
        <Facts bundle={bundle} fingerprint={info.fingerprint} />
      </section>
      {report.error !== null && <ErrorBanner error={report.error} />}
      {report.isPending && <Skeleton lines={12} />}
      {report.data !== undefined && (
        <>
          <Checks report={report.data} />
          <Remarks {...words.failures} remarks={report.data.failures} onSeq={setSeq} />
          {seq !== undefined && (
            <section className={styles['record']}>
              <RecordPanel
                handle={handle}
                seq={seq}
                recordCount={info.recordCount}
                onSeq={setSeq}
                onClose={() => setSeq(null)}
              />
            </section>
          )}
          <Remarks {...words.notChecked} remarks={report.data.notChecked} onSeq={setSeq} />
          <Remarks {...words.warnings} remarks={report.data.warnings} onSeq={setSeq} />
          <Remarks {...words.notes} remarks={report.data.notes} onSeq={setSeq} />
          <div>
            <Button onPress={() => void copyText(JSON.stringify(report.data, null, 2), words.title)}>
              {words.json}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

function Facts({ bundle, fingerprint }: { bundle: BundleFacts; fingerprint: string }) {
  const { bundleId, exporters, exportedAt, checkedAt, records, head, path, originals } = bundle;
  const names = words.facts;
  return (
    <KeyValues
      pairs={[
        { name: names.bundleId, value: bundleId === null ? words.unknown : visibleText(bundleId), isData: true },
        { name: names.exporters, value: exporters.length === 0 ? words.nobody : visibleText(exporters.join(', ')) },
        {
          name: names.exportedAt,
          value: exportedAt === null ? words.unknown : <TimeText timestamp={exportedAt} isBoth />,
        },
        { name: names.checkedAt, value: <TimeText timestamp={checkedAt} isBoth /> },
        { name: names.records, value: words.recordsText(records.disclosed, records.redacted, records.withheld) },
        { name: names.originals, value: countText(originals) },
        {
          name: names.head,
          value: head.root === null ? words.unknown : <HashText hash={head.root} what={names.head} />,
        },
        { name: names.fingerprint, value: <HashText hash={fingerprint} what={names.fingerprint} isFull /> },
        { name: names.path, value: visibleText(path), isData: true },
      ]}
    />
  );
}

function Checks({ report: { checks } }: { report: Report }) {
  return (
    <section>
      <PanelHeader title={words.checks} />
      <ol className={styles['checks']} aria-label={words.checks}>
        {checks.map(({ number, name, result }) => (
          <li key={number} data-result={result}>
            <span className={styles['number']}>{number}</span>
            <VerdictMark verdict={MARKS[result]} label={words.results[result]} />
            <span>
              <EvidenceText raw={name} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

interface RemarksProps {
  title: string;
  hint: string;
  remarks: readonly Remark[];
  onSeq: (seq: number) => void;
}

function Remarks({ title, hint, remarks, onSeq }: RemarksProps) {
  if (remarks.length === 0) return null;
  return (
    <section>
      <PanelHeader title={`${title} (${countText(remarks.length)})`} note={hint} />
      <ul className={styles['remarks']}>
        {remarks.map(({ check, text: said, record }, index) => (
          <li key={index}>
            <span className={styles['number']}>{check}</span>
            <EvidenceText raw={said} />
            {record !== undefined && (
              <Button variant="quiet" aria-label={words.show(record)} onPress={() => onSeq(record)}>
                {words.record(record)}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
